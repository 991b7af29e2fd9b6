/**
 * The options of kafka-consumer-groups.sh.
 *
 * Mirrors: kafka.admin.ConsumerGroupCommand.ConsumerGroupCommandOptions, 2.8.0.
 * Read next: consumer-group-command.ts.
 */
import { flag, requiredArg, optionalArg, specText } from '../joptsimple/option-spec.ts';
import { LONG, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION } from '../tool/command-line.ts';
import type { ToolOutput } from '../tool/tool.ts';

const list = flag('list', 'List all consumer groups.');
const describe = flag(
  'describe',
  'Describe consumer group and list offset lag (number of messages not yet processed) related to given group.',
);

export const OPTIONS = {
  help: HELP,
  version: VERSION,
  bootstrapServer: requiredArg('bootstrap-server', 'REQUIRED: The server(s) to connect to.', {
    describedAs: 'server to connect to',
    type: STRING,
  }),
  group: requiredArg('group', 'The consumer group we wish to act on.', {
    describedAs: 'consumer group',
    type: STRING,
  }),
  topic: requiredArg(
    'topic',
    'The topic whose consumer group information should be deleted or topic whose should be included in the reset offset process. In `reset-offsets` case, partitions can be specified using this format: `topic1:0,1,2`, where 0,1,2 are the partition to be included in the process. Reset-offsets also supports multiple topic inputs.',
    { describedAs: 'topic', type: STRING },
  ),
  allTopics: flag(
    'all-topics',
    'Consider all topics assigned to a group in the `reset-offsets` process.',
  ),
  list,
  describe,
  allGroups: flag('all-groups', 'Apply to all consumer groups.'),
  delete: flag(
    'delete',
    'Pass in groups to delete topic partition offsets and ownership information over the entire consumer group. For instance --group g1 --group g2',
  ),
  timeout: requiredArg(
    'timeout',
    'The timeout that can be set for some use cases. For example, it can be used when describing the group to specify the maximum amount of time in milliseconds to wait before the group stabilizes (when the group is just created, or is going through some changes).',
    { describedAs: 'timeout (ms)', type: LONG, defaultsTo: 5000 },
  ),
  commandConfig: requiredArg(
    'command-config',
    'Property file containing configs to be passed to Admin Client and Consumer.',
    { describedAs: 'command config property file', type: STRING },
  ),
  resetOffsets: flag(
    'reset-offsets',
    [
      'Reset offsets of consumer group. Supports one consumer group at the time, and instances should be inactive',
      'Has 2 execution options: --dry-run (the default) to plan which offsets to reset, and --execute to update the offsets. Additionally, the --export option is used to export the results to a CSV format.',
      'You must choose one of the following reset specifications: --to-datetime, --by-period, --to-earliest, --to-latest, --shift-by, --from-file, --to-current.',
      "To define the scope use --all-topics or --topic. One scope must be specified unless you use '--from-file'.",
    ].join('\n'),
  ),
  deleteOffsets: flag(
    'delete-offsets',
    'Delete offsets of consumer group. Supports one consumer group at the time, and multiple topics.',
  ),
  dryRun: flag(
    'dry-run',
    'Only show results without executing changes on Consumer Groups. Supported operations: reset-offsets.',
  ),
  execute: flag('execute', 'Execute operation. Supported operations: reset-offsets.'),
  export: flag(
    'export',
    'Export operation execution to a CSV file. Supported operations: reset-offsets.',
  ),
  toOffset: requiredArg('to-offset', 'Reset offsets to a specific offset.', {
    describedAs: 'offset',
    type: LONG,
  }),
  fromFile: requiredArg('from-file', 'Reset offsets to values defined in CSV file.', {
    describedAs: 'path to CSV file',
    type: STRING,
  }),
  toDatetime: requiredArg(
    'to-datetime',
    "Reset offsets to offset from datetime. Format: 'YYYY-MM-DDTHH:mm:SS.sss'",
    { describedAs: 'datetime', type: STRING },
  ),
  byDuration: requiredArg(
    'by-duration',
    "Reset offsets to offset by duration from current timestamp. Format: 'PnDTnHnMnS'",
    { describedAs: 'duration', type: STRING },
  ),
  toEarliest: flag('to-earliest', 'Reset offsets to earliest offset.'),
  toLatest: flag('to-latest', 'Reset offsets to latest offset.'),
  toCurrent: flag('to-current', 'Reset offsets to current offset.'),
  shiftBy: requiredArg(
    'shift-by',
    "Reset offsets shifting current offset by 'n', where 'n' can be positive or negative.",
    { describedAs: 'number-of-offsets', type: LONG },
  ),
  members: flag(
    'members',
    "Describe members of the group. This option may be used with '--describe' and '--bootstrap-server' options only.\nExample: --bootstrap-server localhost:9092 --describe --group group1 --members",
    { availableIf: [describe] },
  ),
  verbose: flag(
    'verbose',
    "Provide additional information, if any, when describing the group. This option may be used with '--offsets'/'--members'/'--state' and '--bootstrap-server' options only.\nExample: --bootstrap-server localhost:9092 --describe --group group1 --members --verbose",
    { availableIf: [describe] },
  ),
  offsets: flag(
    'offsets',
    "Describe the group and list all topic partitions in the group along with their offset lag. This is the default sub-action of and may be used with '--describe' and '--bootstrap-server' options only.\nExample: --bootstrap-server localhost:9092 --describe --group group1 --offsets",
    { availableIf: [describe] },
  ),
  state: optionalArg(
    'state',
    [
      "When specified with '--describe', includes the state of the group.",
      'Example: --bootstrap-server localhost:9092 --describe --group group1 --state',
      "When specified with '--list', it displays the state of all groups. It can also be used to list groups with specific states.",
      'Example: --bootstrap-server localhost:9092 --list --state stable,empty',
      "This option may be used with '--describe', '--list' and '--bootstrap-server' options only.",
    ].join('\n'),
    { type: STRING, availableIf: [describe, list] },
  ),
};

/** allResetOffsetScenarioOpts. */
const SCENARIOS = [
  OPTIONS.toOffset,
  OPTIONS.toDatetime,
  OPTIONS.byDuration,
  OPTIONS.toEarliest,
  OPTIONS.toLatest,
  OPTIONS.toCurrent,
  OPTIONS.shiftBy,
  OPTIONS.fromFile,
] as const;

const NO_EXECUTE =
  'WARN: No action will be performed as the --execute option is missing.' +
  'In a future major release, the default behavior of this command will be to prompt the user before ' +
  'executing the reset rather than doing a dry run. You should add the --dry-run option explicitly ' +
  'if you are scripting this command and want to keep the current default behavior without prompting.\n';

/** ConsumerGroupCommandOptions.checkArgs. */
export function checkArgs(command: CommandLine, output: ToolOutput): void {
  const O = OPTIONS;
  command.require(O.bootstrapServer);
  if (command.has(O.describe)) checkDescribe(command);
  if (command.has(O.delete)) {
    demandGroups(command, 'delete');
    if (command.has(O.topic)) {
      command.die(
        'The consumer does not support topic-specific offset deletion from a consumer group.',
      );
    }
  }
  if (command.has(O.deleteOffsets) && !(command.has(O.group) && command.has(O.topic))) {
    command.die('Option [delete-offsets] takes the following options: [group], [topic]');
  }
  if (command.has(O.resetOffsets)) checkReset(command, output);
  command.forbid(O.group, [O.allGroups]);
  command.forbid(O.group, [O.list]);
  command.forbid(O.topic, [O.list, O.describe]);
}

function demandGroups(command: CommandLine, action: string): void {
  if (command.has(OPTIONS.group) || command.has(OPTIONS.allGroups)) return;
  command.die(`Option [${action}] takes one of these options: [group], [all-groups]`);
}

function checkDescribe(command: CommandLine): void {
  demandGroups(command, 'describe');
  const O = OPTIONS;
  const parts = [O.members, O.offsets, O.state];
  if (parts.filter((part) => command.has(part)).length > 1) {
    const all = parts.map(specText).join(', ');
    command.die(`Option [describe] takes at most one of these options: ${all}`);
  }
  if (command.has(O.state) && command.valueOf(O.state) !== null) {
    command.die('Option [describe] does not take a value for [state]');
  }
}

function checkReset(command: CommandLine, output: ToolOutput): void {
  const O = OPTIONS;
  const [isDry, isExecuted] = [command.has(O.dryRun), command.has(O.execute)];
  if (isDry && isExecuted) {
    command.die('Option [reset-offsets] only accepts one of [execute] and [dry-run]');
  }
  if (!isDry && !isExecuted) output.err(NO_EXECUTE);
  demandGroups(command, 'reset-offsets');
  for (const scenario of SCENARIOS) command.forbid(scenario, SCENARIOS);
}
