/**
 * The options of kafka-topics.sh.
 *
 * Mirrors: kafka.admin.TopicCommand.TopicCommandOptions, 2.8.0.
 * Read next: topic-command.ts.
 */
import { TOPIC_KEYS } from '../../../engine/kafka/index.ts';
import { flag, requiredArg } from '../joptsimple/option-spec.ts';
import { INTEGER, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION } from '../tool/command-line.ts';

const CAN_ALTER =
  ' (the kafka-configs CLI supports altering topic configs with a --bootstrap-server option)';
const CONFIG_NAMES = Object.keys(TOPIC_KEYS)
  .sort()
  .map((name) => `\t${name}`)
  .join('\n');

export const OPTIONS = {
  help: HELP,
  version: VERSION,
  bootstrapServer: requiredArg(
    'bootstrap-server',
    "REQUIRED: The Kafka server to connect to. In case of providing this, a direct Zookeeper connection won't be required.",
    { describedAs: 'server to connect to', type: STRING },
  ),
  commandConfig: requiredArg(
    'command-config',
    'Property file containing configs to be passed to Admin Client. This is used only with --bootstrap-server option for describing and altering broker configs.',
    { describedAs: 'command config property file', type: STRING },
  ),
  zookeeper: requiredArg(
    'zookeeper',
    'DEPRECATED, The connection string for the zookeeper connection in the form host:port. Multiple hosts can be given to allow fail-over.',
    { describedAs: 'hosts', type: STRING },
  ),
  list: flag('list', 'List all available topics.'),
  create: flag('create', 'Create a new topic.'),
  delete: flag('delete', 'Delete a topic'),
  alter: flag(
    'alter',
    'Alter the number of partitions, replica assignment, and/or configuration for the topic.',
  ),
  describe: flag('describe', 'List details for the given topics.'),
  topic: requiredArg(
    'topic',
    'The topic to create, alter, describe or delete. It also accepts a regular expression, except for --create option. Put topic name in double quotes and use the \'\\\' prefix to escape regular expression symbols; e.g. "test\\.topic".',
    { describedAs: 'topic', type: STRING },
  ),
  config: requiredArg(
    'config',
    `A topic configuration override for the topic being created or altered. The following is a list of valid configurations: \n${CONFIG_NAMES}\nSee the Kafka documentation for full details on the topic configs. It is supported only in combination with --create if --bootstrap-server option is used${CAN_ALTER}.`,
    { describedAs: 'name=value', type: STRING },
  ),
  deleteConfig: requiredArg(
    'delete-config',
    'A topic configuration override to be removed for an existing topic (see the list of configurations under the --config option). Not supported with the --bootstrap-server option.',
    { describedAs: 'name', type: STRING },
  ),
  partitions: requiredArg(
    'partitions',
    'The number of partitions for the topic being created or altered (WARNING: If partitions are increased for a topic that has a key, the partition logic or ordering of the messages will be affected). If not supplied for create, defaults to the cluster default.',
    { describedAs: '# of partitions', type: INTEGER },
  ),
  replicationFactor: requiredArg(
    'replication-factor',
    'The replication factor for each partition in the topic being created. If not supplied, defaults to the cluster default.',
    { describedAs: 'replication factor', type: INTEGER },
  ),
  replicaAssignment: requiredArg(
    'replica-assignment',
    'A list of manual partition-to-broker assignments for the topic being created or altered.',
    {
      describedAs:
        'broker_id_for_part1_replica1 : broker_id_for_part1_replica2 , broker_id_for_part2_replica1 : broker_id_for_part2_replica2 , ...',
      type: STRING,
    },
  ),
  underReplicated: flag(
    'under-replicated-partitions',
    'if set when describing topics, only show under replicated partitions',
  ),
  unavailable: flag(
    'unavailable-partitions',
    'if set when describing topics, only show partitions whose leader is not available',
  ),
  underMinIsr: flag(
    'under-min-isr-partitions',
    'if set when describing topics, only show partitions whose isr count is less than the configured minimum. Not supported with the --zookeeper option.',
  ),
  atMinIsr: flag(
    'at-min-isr-partitions',
    'if set when describing topics, only show partitions whose isr count is equal to the configured minimum. Not supported with the --zookeeper option.',
  ),
  topicsWithOverrides: flag(
    'topics-with-overrides',
    'if set when describing topics, only show topics that have overridden configs',
  ),
  ifExists: flag(
    'if-exists',
    'if set when altering or deleting or describing topics, the action will only execute if the topic exists.',
  ),
  ifNotExists: flag(
    'if-not-exists',
    'if set when creating topics, the action will only execute if the topic does not already exist.',
  ),
  disableRackAware: flag('disable-rack-aware', 'Disable rack aware replica assignment'),
  force: flag('force', 'Suppress console prompts'),
  excludeInternal: flag(
    'exclude-internal',
    'exclude internal topics when running list or describe command. The internal topics will be listed by default',
  ),
};

const ACTIONS = [
  OPTIONS.alter,
  OPTIONS.create,
  OPTIONS.describe,
  OPTIONS.list,
  OPTIONS.delete,
] as const;
type Action = (typeof ACTIONS)[number];
const REPORTS = [
  OPTIONS.underReplicated,
  OPTIONS.underMinIsr,
  OPTIONS.atMinIsr,
  OPTIONS.unavailable,
] as const;

/** All actions but these. */
function actionsBut(...allowed: readonly Action[]): readonly Action[] {
  return ACTIONS.filter((action) => !allowed.includes(action));
}

/** TopicCommandOptions.checkArgs, behind help and version, up to the two ways to connect. */
export function checkRequired(command: CommandLine): void {
  const O = OPTIONS;
  if (!command.has(O.bootstrapServer)) command.require(O.zookeeper);
  if (command.has(O.describe) && command.has(O.ifExists)) command.require(O.topic);
  if (!command.has(O.list) && !command.has(O.describe)) command.require(O.topic);
  if (command.has(O.create) && !command.has(O.replicaAssignment) && command.has(O.zookeeper)) {
    command.require(O.partitions, O.replicationFactor);
  }
  if (command.has(O.bootstrapServer) && command.has(O.alter)) {
    command.forbidCombination([O.bootstrapServer, O.config], [O.alter], CAN_ALTER);
    command.require(O.partitions);
  }
}

/** The rest of checkArgs: what cannot go together. */
export function checkInvalid(command: CommandLine): void {
  const O = OPTIONS;
  const notDescribe = actionsBut(O.describe);
  command.forbid(O.config, actionsBut(O.alter, O.create));
  command.forbid(O.deleteConfig, [...actionsBut(O.alter), O.bootstrapServer]);
  command.forbid(O.partitions, actionsBut(O.alter, O.create));
  command.forbid(O.replicationFactor, actionsBut(O.create));
  command.forbid(O.replicaAssignment, actionsBut(O.create, O.alter));
  if (command.has(O.create)) {
    command.forbid(O.replicaAssignment, [O.partitions, O.replicationFactor]);
  }
  const overrides = O.topicsWithOverrides;
  command.forbid(O.underReplicated, [...notDescribe, ...REPORTS, overrides]);
  command.forbid(O.underMinIsr, [...notDescribe, ...REPORTS, overrides, O.zookeeper]);
  command.forbid(O.atMinIsr, [...notDescribe, ...REPORTS, overrides, O.zookeeper]);
  command.forbid(O.unavailable, [...notDescribe, ...REPORTS, overrides]);
  command.forbid(overrides, [...notDescribe, ...REPORTS]);
  command.forbid(O.ifExists, actionsBut(O.alter, O.delete, O.describe));
  command.forbid(O.ifNotExists, actionsBut(O.create));
  command.forbid(O.excludeInternal, actionsBut(O.list, O.describe));
}
