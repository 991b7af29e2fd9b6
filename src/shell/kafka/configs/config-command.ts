/**
 * kafka-configs.sh.
 *
 * Mirrors: kafka.admin.ConfigCommand, 2.8.0.
 * Read next: options.ts, alter-configs.ts, describe-configs.ts, zk-configs.ts.
 */
import { closeAdmin } from '../admin/admin.ts';
import { JavaException, within } from '../java/exception.ts';
import { isOptionException } from '../joptsimple/option-parser.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties, loadProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { call, exitTool } from '../tool/tool.ts';
import { closeZk, openZk } from '../zk/zk-client.ts';
import { alterConfigs } from './alter-configs.ts';
import { describeConfigs } from './describe-configs.ts';
import { at } from './frames.ts';
import { OPTIONS, checkArgs, entityNames, entityTypes } from './options.ts';
import { alterConfigsWithZk, describeConfigsWithZk } from './zk-configs.ts';

const MAIN = 'kafka.admin.ConfigCommand.main(ConfigCommand.scala)';

export const configCommand: Tool = {
  name: 'kafka-configs.sh',
  mainClass: 'kafka.admin.ConfigCommand',
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    try {
      yield* act(input, output);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      complain(error, input.words.join(' '), output);
      return { exit: 1 };
    }
    return { exit: 0 };
  },
};

const PLAIN_ERRORS = [
  'java.lang.IllegalArgumentException',
  'java.lang.NumberFormatException',
  'org.apache.kafka.common.errors.InvalidConfigurationException',
];

/** What is wrong with the command line is said in a word, everything else with its trace. */
function complain(error: JavaException, words: string, output: ToolOutput): void {
  if (PLAIN_ERRORS.includes(error.exception) || isOptionException(error)) {
    return output.err(`${error.text ?? 'null'}\n`);
  }
  output.err(`Error while executing config command with args '${words}'\n${error.stackTrace}`);
}

function* act(input: ToolInput, output: ToolOutput): ToolScript<void> {
  const command = readCommandLine(Object.values(OPTIONS), input, output, []);
  command.helpIfNeeded(
    'This tool helps to manipulate and describe entity config for a topic, client, user, broker or ip',
  );
  const unknown = yield* unknownHosts(command);
  checkArgs(command, (name) => !unknown.includes(name));
  if (command.has(OPTIONS.zookeeper)) {
    output.out(
      'Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.\n' +
        'Use --bootstrap-server instead to specify a broker to connect to.\n',
    );
    yield* within([...at('main', 95), MAIN], processCommandWithZk(command, output));
  } else {
    yield* within([...at('main', 97), MAIN], processCommand(command, input, output));
  }
}

/** InetAddress.getByName of every name that may stand for an address. */
function* unknownHosts(command: CommandLine): ToolScript<readonly string[]> {
  const names = [...command.valuesOf(OPTIONS.entityName), ...command.valuesOf(OPTIONS.ip)];
  const unknown: string[] = [];
  if (!entityTypes(command).includes('ips')) return unknown;
  for (const name of names) {
    const { value } = yield* call({ type: 'resolve', name }, 'flag');
    if (!value) unknown.push(name);
  }
  return unknown;
}

function* processCommandWithZk(command: CommandLine, output: ToolOutput): ToolScript<void> {
  const { zkTlsConfigFile, zookeeper } = OPTIONS;
  const file = command.valueOf(zkTlsConfigFile);
  if (file !== null) yield* within(at('processCommandWithZk', 114), loadProperties(file));
  yield* within(at('processCommandWithZk', 116), openZk(command.valueOf(zookeeper)!));
  try {
    yield* command.has(OPTIONS.alter)
      ? within(at('processCommandWithZk', 121), alterConfigsWithZk(command, output))
      : within(at('processCommandWithZk', 123), describeConfigsWithZk(command, output));
  } finally {
    yield* closeZk();
  }
}

function* processCommand(
  command: CommandLine,
  input: ToolInput,
  output: ToolOutput,
): ToolScript<void> {
  const file = command.valueOf(OPTIONS.commandConfig);
  const properties = yield* loadGivenProperties(file, at('processCommand', 291));
  const servers = command.valueOf(OPTIONS.bootstrapServer)!;
  yield* within(
    at('processCommand', 295),
    openAdmin({ ...properties, 'bootstrap.servers': servers }),
  );
  const isAlter = command.has(OPTIONS.alter);
  if (isAlter && entityTypes(command).length !== entityNames(command).length) {
    // The client is left open.
    output.err('An entity name must be specified for every entity type\n');
    exitTool(1);
  }
  try {
    yield* isAlter
      ? within(at('processCommand', 302), alterConfigs({ command, output, seed: input.seed }))
      : within(at('processCommand', 304), describeConfigs(command, output));
  } finally {
    yield* closeAdmin();
  }
}
