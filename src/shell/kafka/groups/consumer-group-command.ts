/**
 * kafka-consumer-groups.sh.
 *
 * Mirrors: kafka.admin.ConsumerGroupCommand, 2.8.0.
 * Read next: options.ts, group-service.ts, describe-groups.ts, reset-offsets.ts, delete-groups.ts.
 */
import { closeAdmin } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import { isOptionException } from '../joptsimple/option-parser.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { deleteGroups, deleteOffsets } from './delete-groups.ts';
import { describeGroups } from './describe-groups.ts';
import type { GroupService } from './group-service.ts';
import { SERVICE, printError } from './group-service.ts';
import { listGroups } from './list-groups.ts';
import { OPTIONS, checkArgs } from './options.ts';
import { exportOffsets, printOffsets, resetOffsets } from './reset-offsets.ts';

const MAIN: Frames = ['kafka.admin.ConsumerGroupCommand.main(ConsumerGroupCommand.scala)'];
const COMMAND = 'kafka.admin.ConsumerGroupCommand$';
const RUN: Frames = [`${COMMAND}.main(ConsumerGroupCommand.scala:60)`, ...MAIN];

export const consumerGroupCommand: Tool = {
  name: 'kafka-consumer-groups.sh',
  mainClass: 'kafka.admin.ConsumerGroupCommand',
  main,
};

function* main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
  const command = readCommandLine(Object.values(OPTIONS), input, output, [
    'kafka.admin.ConsumerGroupCommand$ConsumerGroupCommandOptions.<init>(ConsumerGroupCommand.scala:1068)',
    `${COMMAND}.main(ConsumerGroupCommand.scala:50)`,
    ...MAIN,
  ]);
  try {
    checkActions(command, output);
    yield* run(command, input, output);
  } catch (error) {
    if (!(error instanceof JavaException) || !isOptionException(error)) throw error;
    command.die(error.text ?? '');
  }
  return { exit: 0 };
}

function checkActions(command: CommandLine, output: ToolOutput): void {
  const O = OPTIONS;
  checkArgs(command, output);
  command.helpIfNeeded(
    'This tool helps to list all consumer groups, describe a consumer group, delete consumer group info, or reset consumer group offsets.',
  );
  const actions = [O.list, O.describe, O.delete, O.resetOffsets, O.deleteOffsets];
  if (actions.filter((action) => command.has(action)).length !== 1) {
    command.die(
      'Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets',
    );
  }
}

function* run(command: CommandLine, input: ToolInput, output: ToolOutput): ToolScript<void> {
  yield* within(
    [
      `${SERVICE}.<init>(ConsumerGroupCommand.scala:177)`,
      `${COMMAND}.run(ConsumerGroupCommand.scala:68)`,
      ...RUN,
    ],
    open(command),
  );
  const service: GroupService = { command, output, release: input.installation.release };
  try {
    yield* act(service);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    if (isIllegalArgument(error)) command.die(error.text ?? 'null');
    printError(output, `Executing consumer group command failed due to ${error.text ?? 'null'}`);
    output.err(error.stackTrace);
  }
  yield* closeAdmin();
}

/** IllegalArgumentException and what extends it. */
function isIllegalArgument({ exception }: JavaException): boolean {
  return (
    exception === 'java.lang.IllegalArgumentException' ||
    exception === 'java.lang.NumberFormatException'
  );
}

function* open(command: CommandLine): ToolScript<void> {
  const file = command.valueOf(OPTIONS.commandConfig);
  const properties = yield* loadGivenProperties(file, [
    `${SERVICE}.createAdminClient(ConsumerGroupCommand.scala:695)`,
  ]);
  const servers = command.valueOf(OPTIONS.bootstrapServer)!;
  yield* within(
    [`${SERVICE}.createAdminClient(ConsumerGroupCommand.scala:698)`],
    openAdmin({ ...properties, 'bootstrap.servers': servers }),
  );
}

function* act(service: GroupService): ToolScript<void> {
  const O = OPTIONS;
  const { command } = service;
  const at = (line: number): Frames => [
    `${COMMAND}.run(ConsumerGroupCommand.scala:${line})`,
    ...RUN,
  ];
  if (command.has(O.list)) yield* within(at(71), listGroups(service));
  else if (command.has(O.describe)) yield* within(at(73), describeGroups(service));
  else if (command.has(O.delete)) yield* within(at(75), deleteGroups(service));
  else if (command.has(O.resetOffsets)) {
    const plan = yield* within(at(77), resetOffsets(service));
    if (command.has(O.export)) exportOffsets(service, plan);
    else printOffsets(service, plan);
  } else yield* within(at(85), deleteOffsets(service));
}
