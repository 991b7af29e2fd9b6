/**
 * kafka-reassign-partitions.sh.
 *
 * Mirrors: kafka.admin.ReassignPartitionsCommand (main, handleAction), 2.8.0.
 * Read next: options.ts, verify.ts, generate.ts, execute.ts, zk-reassign.ts.
 */
import { closeAdmin } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import type { OptionSpec } from '../joptsimple/option-spec.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties, readFileAsString } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { closeZk, openZk } from '../zk/zk-client.ts';
import { cancelAssignment, executeAssignment } from './execute.ts';
import { TERSE, at } from './frames.ts';
import { generateAssignment } from './generate.ts';
import { OPTIONS, checkArgs } from './options.ts';
import { listReassignments, verifyAssignment } from './verify.ts';
import { executeWithZk, generateWithZk, verifyWithZk } from './zk-reassign.ts';

const MAIN = 'kafka.admin.ReassignPartitionsCommand.main(ReassignPartitionsCommand.scala)';
const O = OPTIONS;

function main(line: number): Frames {
  return [...at('main', line), MAIN];
}

export const reassignCommand: Tool = {
  name: 'kafka-reassign-partitions.sh',
  mainClass: 'kafka.admin.ReassignPartitionsCommand',
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    const command = readCommandLine(Object.values(OPTIONS), input, output, [
      'kafka.admin.ReassignPartitionsCommand$ReassignPartitionsCommandOptions.<init>(ReassignPartitionsCommand.scala:1852)',
      ...at('validateAndParseArgs', 1659),
      ...main(197),
    ]);
    command.helpIfNeeded('This tool helps to move topic partitions between replicas.');
    inFrames(main(197), () => checkArgs(command));
    const isByBroker = command.has(O.bootstrapServer);
    let isOpen = false;
    let exit = 0;
    try {
      yield* isByBroker ? openByBroker(command, output) : openByZk(command, output);
      isOpen = true;
      yield* isByBroker
        ? within(main(216), act(command, input, output))
        : within(main(223), actWithZk(command, input, output));
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      exit = 1;
      if (error.exception === TERSE) output.out(`${error.text}\n`);
      else output.out(`Error: ${error.text}\n${error.stackTrace}\n`);
    }
    if (isOpen) yield* isByBroker ? closeAdmin() : closeZk();
    return { exit };
  },
};

function* openByBroker(command: CommandLine, output: ToolOutput): ToolScript<void> {
  if (command.has(O.zookeeper)) {
    output.out(
      'Warning: ignoring deprecated --zookeeper option because --bootstrap-server was specified.  The --zookeeper option will be removed in a future version of Kafka.\n',
    );
  }
  const file = command.valueOf(O.commandConfig);
  const properties = yield* loadGivenProperties(file, main(209));
  const servers = inFrames(main(212), () => command.valueOf(O.bootstrapServer)!);
  yield* within(
    main(214),
    openAdmin({
      'client.id': 'reassign-partitions-tool',
      ...properties,
      'bootstrap.servers': servers,
    }),
  );
}

function* openByZk(command: CommandLine, output: ToolOutput): ToolScript<void> {
  output.out(
    'Warning: --zookeeper is deprecated, and will be removed in a future version of Kafka.\n',
  );
  yield* within(main(220), openZk(command.valueOf(O.zookeeper)!));
}

function* textOf(
  command: CommandLine,
  option: OptionSpec<string>,
  line: number,
): ToolScript<string> {
  const frames = at('handleAction', line);
  return yield* within(frames, readFileAsString(command.valueOf(option)!));
}

function* act(command: CommandLine, { seed }: ToolInput, output: ToolOutput): ToolScript<void> {
  const handle = (line: number): Frames => at('handleAction', line);
  const preservesThrottles = command.has(O.preserveThrottles);
  if (command.has(O.verify)) {
    const text = yield* textOf(command, O.reassignmentJsonFile, 249);
    yield* within(handle(248), verifyAssignment(text, preservesThrottles, output));
  } else if (command.has(O.generate)) {
    const jsonText = yield* textOf(command, O.topicsToMoveJsonFile, 254);
    const brokerList = command.valueOf(O.brokerList)!;
    const isRackAware = !command.has(O.disableRackAware);
    const generation = { jsonText, brokerList, isRackAware, seed, output };
    yield* within(handle(253), generateAssignment(generation));
  } else if (command.has(O.execute)) {
    const execution = {
      isAdditional: command.has(O.additional),
      jsonText: yield* textOf(command, O.reassignmentJsonFile, 257),
      throttle: inFrames(handle(258), () => command.valueOf(O.throttle)!),
      logDirThrottle: inFrames(handle(259), () => command.valueOf(O.logDirThrottle)!),
      timeoutMs: inFrames(handle(260), () => command.valueOf(O.timeout)!),
    };
    yield* within(handle(255), executeAssignment(execution, output));
  } else if (command.has(O.cancel)) {
    const jsonText = yield* textOf(command, O.reassignmentJsonFile, 263);
    const timeoutMs = inFrames(handle(265), () => command.valueOf(O.timeout)!);
    const cancellation = { jsonText, preservesThrottles, timeoutMs };
    yield* within(handle(262), cancelAssignment(cancellation, output));
  } else yield* within(handle(267), listReassignments(output));
}

function* actWithZk(
  command: CommandLine,
  { seed }: ToolInput,
  output: ToolOutput,
): ToolScript<void> {
  const handle = (line: number): Frames => at('handleAction', line);
  if (command.has(O.verify)) {
    const text = yield* textOf(command, O.reassignmentJsonFile, 277);
    const preservesThrottles = command.has(O.preserveThrottles);
    yield* within(handle(276), verifyWithZk(text, preservesThrottles, output));
  } else if (command.has(O.generate)) {
    const jsonText = yield* textOf(command, O.topicsToMoveJsonFile, 282);
    const brokerList = command.valueOf(O.brokerList)!;
    const isRackAware = !command.has(O.disableRackAware);
    const generation = { jsonText, brokerList, isRackAware, seed, output };
    yield* within(handle(281), generateWithZk(generation));
  } else {
    const text = yield* textOf(command, O.reassignmentJsonFile, 287);
    const throttle = inFrames(handle(288), () => command.valueOf(O.throttle)!);
    yield* within(handle(287), executeWithZk(text, throttle, output));
  }
}
