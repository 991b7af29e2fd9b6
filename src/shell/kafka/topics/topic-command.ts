/**
 * kafka-topics.sh.
 *
 * Mirrors: kafka.admin.TopicCommand, 2.8.0.
 * Read next: options.ts, admin-topic-service.ts, zk-topic-service.ts.
 */
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { readCommandLine } from '../tool/command-line.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { adminTopicService } from './admin-topic-service.ts';
import { OPTIONS, checkInvalid, checkRequired } from './options.ts';
import type { TopicService } from './topic-service.ts';
import { createTopic } from './topic-service.ts';
import { zkTopicService } from './zk-topic-service.ts';

const LOGGER = 'kafka.admin.TopicCommand$';
const MAIN = 'kafka.admin.TopicCommand.main(TopicCommand.scala)';

function mainFrames(line: number): Frames {
  return [`kafka.admin.TopicCommand$.main(TopicCommand.scala:${line})`, MAIN];
}

export const topicCommand: Tool = {
  name: 'kafka-topics.sh',
  mainClass: 'kafka.admin.TopicCommand',
  main,
};

function* main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
  const command = readCommandLine(Object.values(OPTIONS), input, output, [
    'kafka.admin.TopicCommand$TopicCommandOptions.<init>(TopicCommand.scala:691)',
    ...mainFrames(52),
  ]);
  inFrames(mainFrames(53), () => checkArgs(command, input));
  const service = yield* connect(command, input, output);
  try {
    yield* run(service, command, output);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    const isWrapped = error.exception === 'java.util.concurrent.ExecutionException';
    printException(isWrapped ? (error.cause ?? error) : error, output);
    yield* service.close();
    return { exit: 1 };
  }
  yield* service.close();
  return { exit: 0 };
}

/** TopicCommandOptions.checkArgs. */
function checkArgs(command: CommandLine, { words }: ToolInput): void {
  const O = OPTIONS;
  if (words.length === 0) command.die('Create, delete, describe, or change a topic.');
  command.helpIfNeeded('This tool helps to create, delete, describe, or change a topic.');
  const actions = [O.create, O.list, O.alter, O.describe, O.delete];
  if (actions.filter((action) => command.has(action)).length !== 1) {
    command.die(
      'Command must include exactly one action: --list, --describe, --create, --alter or --delete',
    );
  }
  if (command.has(O.bootstrapServer) === command.has(O.zookeeper)) {
    const text = 'Only one of --bootstrap-server or --zookeeper must be specified';
    throw new JavaException('java.lang.IllegalArgumentException', text, {
      frames: ['kafka.admin.TopicCommand$TopicCommandOptions.checkArgs(TopicCommand.scala:743)'],
    });
  }
  checkRequired(command);
  checkInvalid(command);
}

function* connect(
  command: CommandLine,
  input: ToolInput,
  output: ToolOutput,
): ToolScript<TopicService> {
  return command.has(OPTIONS.zookeeper)
    ? yield* within(mainFrames(56), zkTopicService(command, input, output))
    : yield* within(mainFrames(58), adminTopicService(command, input, output));
}

function* run(service: TopicService, command: CommandLine, output: ToolOutput): ToolScript<void> {
  const O = OPTIONS;
  if (command.has(O.create)) {
    yield* within(mainFrames(63), createTopic(service, command, output));
  } else if (command.has(O.alter)) yield* within(mainFrames(65), service.alterTopic());
  else if (command.has(O.list)) yield* within(mainFrames(67), service.listTopics());
  else if (command.has(O.describe)) yield* within(mainFrames(69), service.describeTopic());
  else if (command.has(O.delete)) yield* within(mainFrames(71), service.deleteTopic());
}

function printException(error: JavaException, output: ToolOutput): void {
  output.out(`Error while executing topic command : ${error.text ?? 'null'}\n`);
  output.log('ERROR', error.stackTrace, LOGGER);
}
