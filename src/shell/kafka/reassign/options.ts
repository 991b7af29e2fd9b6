/**
 * The options of kafka-reassign-partitions.sh.
 *
 * Mirrors: kafka.admin.ReassignPartitionsCommand.ReassignPartitionsCommandOptions, validateAndParseArgs, 2.8.0.
 * Read next: reassign-command.ts.
 */
import { JavaException } from '../java/exception.ts';
import type { OptionSpec } from '../joptsimple/option-spec.ts';
import { flag, requiredArg, specText } from '../joptsimple/option-spec.ts';
import { LONG, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION } from '../tool/command-line.ts';

export const OPTIONS = {
  help: HELP,
  version: VERSION,
  verify: flag(
    'verify',
    'Verify if the reassignment completed as specified by the --reassignment-json-file option. If there is a throttle engaged for the replicas specified, and the rebalance has completed, the throttle will be removed',
  ),
  generate: flag(
    'generate',
    'Generate a candidate partition reassignment configuration. Note that this only generates a candidate assignment, it does not execute it.',
  ),
  execute: flag(
    'execute',
    'Kick off the reassignment as specified by the --reassignment-json-file option.',
  ),
  cancel: flag('cancel', 'Cancel an active reassignment.'),
  list: flag('list', 'List all active partition reassignments.'),
  bootstrapServer: requiredArg(
    'bootstrap-server',
    'the server(s) to use for bootstrapping. REQUIRED if an absolute path of the log directory is specified for any replica in the reassignment json file, or if --zookeeper is not given.',
    { describedAs: 'Server(s) to use for bootstrapping', type: STRING },
  ),
  commandConfig: requiredArg(
    'command-config',
    'Property file containing configs to be passed to Admin Client.',
    { describedAs: 'Admin client property file', type: STRING },
  ),
  zookeeper: requiredArg(
    'zookeeper',
    'DEPRECATED: The connection string for the zookeeper connection in the form host:port. Multiple URLS can be given to allow fail-over.  Please use --bootstrap-server instead.',
    { describedAs: 'urls', type: STRING },
  ),
  reassignmentJsonFile: requiredArg(
    'reassignment-json-file',
    'The JSON file with the partition reassignment configurationThe format to use is - \n{"partitions":\n\t[{"topic": "foo",\n\t  "partition": 1,\n\t  "replicas": [1,2,3],\n\t  "log_dirs": ["dir1","dir2","dir3"] }],\n"version":1\n}\nNote that "log_dirs" is optional. When it is specified, its length must equal the length of the replicas list. The value in this list can be either "any" or the absolution path of the log directory on the broker. If absolute log directory path is specified, the replica will be moved to the specified log directory on the broker.',
    { describedAs: 'manual assignment json file path', type: STRING },
  ),
  topicsToMoveJsonFile: requiredArg(
    'topics-to-move-json-file',
    'Generate a reassignment configuration to move the partitions of the specified topics to the list of brokers specified by the --broker-list option. The format to use is - \n{"topics":\n\t[{"topic": "foo"},{"topic": "foo1"}],\n"version":1\n}',
    { describedAs: 'topics to reassign json file path', type: STRING },
  ),
  brokerList: requiredArg(
    'broker-list',
    'The list of brokers to which the partitions need to be reassigned in the form "0,1,2". This is required if --topics-to-move-json-file is used to generate reassignment configuration',
    { describedAs: 'brokerlist', type: STRING },
  ),
  disableRackAware: flag('disable-rack-aware', 'Disable rack aware replica assignment'),
  throttle: requiredArg(
    'throttle',
    'The movement of partitions between brokers will be throttled to this value (bytes/sec). This option can be included with --execute when a reassignment is started, and it can be altered by resubmitting the current reassignment along with the --additional flag. The throttle rate should be at least 1 KB/s.',
    { describedAs: 'throttle', type: LONG, defaultsTo: -1 },
  ),
  logDirThrottle: requiredArg(
    'replica-alter-log-dirs-throttle',
    'The movement of replicas between log directories on the same broker will be throttled to this value (bytes/sec). This option can be included with --execute when a reassignment is started, and it can be altered by resubmitting the current reassignment along with the --additional flag. The throttle rate should be at least 1 KB/s.',
    { describedAs: 'replicaAlterLogDirsThrottle', type: LONG, defaultsTo: -1 },
  ),
  timeout: requiredArg(
    'timeout',
    'The maximum time in ms to wait for log directory replica assignment to begin.',
    { describedAs: 'timeout', type: LONG, defaultsTo: 10000 },
  ),
  additional: flag(
    'additional',
    'Execute this reassignment in addition to any other ongoing ones. This option can also be used to change the throttle of an ongoing reassignment.',
  ),
  preserveThrottles: flag('preserve-throttles', 'Do not modify broker or topic throttles.'),
};

const O = OPTIONS;

interface Action {
  readonly action: OptionSpec;
  readonly required: readonly OptionSpec[];
  readonly permitted: readonly OptionSpec[];
}

const ACTIONS: readonly Action[] = [
  {
    action: O.generate,
    required: [O.topicsToMoveJsonFile, O.brokerList],
    permitted: [O.bootstrapServer, O.brokerList, O.commandConfig, O.disableRackAware, O.zookeeper],
  },
  {
    action: O.execute,
    required: [O.reassignmentJsonFile],
    permitted: [
      O.additional,
      O.bootstrapServer,
      O.commandConfig,
      O.throttle,
      O.logDirThrottle,
      O.timeout,
      O.zookeeper,
    ],
  },
  {
    action: O.verify,
    required: [O.reassignmentJsonFile],
    permitted: [O.bootstrapServer, O.commandConfig, O.preserveThrottles, O.zookeeper],
  },
  {
    action: O.cancel,
    required: [O.reassignmentJsonFile],
    permitted: [O.bootstrapServer, O.commandConfig, O.preserveThrottles, O.timeout],
  },
  { action: O.list, required: [], permitted: [O.bootstrapServer, O.commandConfig] },
];

/** What needs the admin client. */
const BOOTSTRAP_ONLY = [
  O.additional,
  O.cancel,
  O.commandConfig,
  O.logDirThrottle,
  O.list,
  O.timeout,
];

export function checkArgs(command: CommandLine): void {
  const chosen = ACTIONS.filter(({ action }) => command.has(action));
  if (chosen.length !== 1) {
    const names = ACTIONS.map(({ action }) => `--${action.names[0]}`).join(', ');
    command.die(`Command must include exactly one action: ${names}`);
  }
  if (!command.has(O.zookeeper) && !command.has(O.bootstrapServer)) {
    command.die('Please specify --bootstrap-server');
  }
  const { action, required, permitted } = chosen[0]!;
  command.require(...required);
  for (const spec of command.options.specs) {
    if (spec === action || required.includes(spec) || permitted.includes(spec)) continue;
    command.die(`Option "${specText(spec)}" can't be used with action "${specText(action)}"`);
  }
  if (command.has(O.bootstrapServer)) return;
  for (const spec of BOOTSTRAP_ONLY) {
    if (!command.has(spec)) continue;
    const text = `You must specify --bootstrap-server when using "${specText(spec)}"`;
    throw new JavaException('java.lang.RuntimeException', text, {
      frames: [
        'kafka.admin.ReassignPartitionsCommand$.$anonfun$validateAndParseArgs$4(ReassignPartitionsCommand.scala:1754)',
        'kafka.admin.ReassignPartitionsCommand$.$anonfun$validateAndParseArgs$4$adapted(ReassignPartitionsCommand.scala:1753)',
        'scala.collection.immutable.List.foreach(List.scala:431)',
        'kafka.admin.ReassignPartitionsCommand$.validateAndParseArgs(ReassignPartitionsCommand.scala:1753)',
      ],
    });
  }
}
