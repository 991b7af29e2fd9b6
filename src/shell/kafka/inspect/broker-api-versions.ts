/**
 * kafka-broker-api-versions.sh.
 *
 * Mirrors: kafka.admin.BrokerApiVersionsCommand, org.apache.kafka.clients.NodeApiVersions, 2.8.0.
 * Departs: its own small client is the admin client here.
 */
import type { ApiVersion } from '../../../engine/kafka/index.ts';
import { API_KEYS, brokerApiVersions, describeCluster } from '../../../engine/kafka/index.ts';
import { closeAdmin, get, run, thrownBy } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import { requiredArg } from '../joptsimple/option-spec.ts';
import { STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';

const OPTIONS = {
  help: HELP,
  version: VERSION,
  commandConfig: requiredArg(
    'command-config',
    'A property file containing configs to be passed to Admin Client.',
    { describedAs: 'command config property file', type: STRING },
  ),
  bootstrapServer: requiredArg('bootstrap-server', 'REQUIRED: The server to connect to.', {
    describedAs: 'server(s) to use for bootstrapping',
    type: STRING,
  }),
};

const COMMAND = 'kafka.admin.BrokerApiVersionsCommand';

function at(method: string, line: number): Frames {
  return [`${COMMAND}$${method}(BrokerApiVersionsCommand.scala:${line})`];
}

const MAIN: Frames = [...at('.main', 55), `${COMMAND}.main(BrokerApiVersionsCommand.scala)`];

export const brokerApiVersionsCommand: Tool = {
  name: 'kafka-broker-api-versions.sh',
  mainClass: COMMAND,
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    yield* within(MAIN, execute(input, output));
    return { exit: 0 };
  },
};

function* execute(input: ToolInput, output: ToolOutput): ToolScript<void> {
  const command = readCommandLine(Object.values(OPTIONS), input, output, [
    ...at('BrokerVersionCommandOptions.<init>', 93),
    ...at('.execute', 59),
  ]);
  command.helpIfNeeded('This tool helps to retrieve broker version information.');
  command.require(OPTIONS.bootstrapServer);
  yield* open(command);
  const nodes = yield* allNodes(command);
  const results = yield* run(brokerApiVersions(nodes.map(({ id }) => id)));
  for (const [index, { id, host, port, rack }] of nodes.entries()) {
    const { result } = results[index]!;
    const text =
      result.exception === null
        ? versionsText(result.value)
        : `ERROR: ${thrownBy(result.exception).toString()}`;
    output.out(`${host}:${port} (id: ${id} rack: ${rack ?? 'null'}) -> ${text}\n`);
  }
  yield* closeAdmin();
}

function* open(command: CommandLine): ToolScript<void> {
  const file = command.valueOf(OPTIONS.commandConfig);
  const frames = (line: number): Frames => [
    ...at('.createAdminClient', line),
    ...at('.execute', 60),
  ];
  const properties = yield* loadGivenProperties(file, frames(74));
  const servers = command.valueOf(OPTIONS.bootstrapServer)!;
  yield* within(frames(78), openAdmin({ ...properties, 'bootstrap.servers': servers }));
}

function* allNodes(command: CommandLine) {
  try {
    return (yield* get(describeCluster())).nodes;
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    const servers = command.valueOf(OPTIONS.bootstrapServer)!.split(',');
    const list = servers.map((server, index) => `${server} (id: ${-1 - index} rack: null)`);
    const text = `Request METADATA failed on brokers List(${list.join(', ')})`;
    throw new JavaException('java.lang.RuntimeException', text, {
      frames: [
        ...at('AdminClient.sendAnyNode', 155),
        ...at('AdminClient.findAllBrokers', 177),
        ...at('AdminClient.awaitBrokers', 170),
        ...at('.execute', 61),
      ],
    });
  }
}

interface KnownApi {
  readonly id: number;
  readonly name: string;
  readonly newest: number;
}

/** What the client knows beside what brokers of the playground speak. */
const OTHERS: readonly KnownApi[] = [
  { id: 17, name: 'SaslHandshake', newest: 1 },
  { id: 36, name: 'SaslAuthenticate', newest: 2 },
  { id: 38, name: 'CreateDelegationToken', newest: 2 },
  { id: 39, name: 'RenewDelegationToken', newest: 2 },
  { id: 40, name: 'ExpireDelegationToken', newest: 2 },
  { id: 41, name: 'DescribeDelegationToken', newest: 2 },
  { id: 57, name: 'UpdateFeatures', newest: 0 },
];

/** Only of a controller of its own. */
const UNREGISTER_BROKER = 64;

const KNOWN: readonly KnownApi[] = [
  ...Object.entries(API_KEYS).map(([name, { key, versions }]) => {
    return { id: key, name, newest: versions[1] };
  }),
  ...OTHERS,
];

/** NodeApiVersions.toString(true). */
function versionsText(versions: readonly ApiVersion[]): string {
  const lines = new Map(versions.map((one) => [one.apiKey, versionText(one)]));
  for (const { id, name } of KNOWN) {
    if (!lines.has(id) && id !== UNREGISTER_BROKER) lines.set(id, `${name}(${id}): UNSUPPORTED`);
  }
  const ordered = [...lines].sort(([a], [b]) => a - b).map(([, line]) => line);
  return `(\n\t${ordered.join(',\n\t')}\n)`;
}

function versionText({ apiKey, minVersion, maxVersion }: ApiVersion): string {
  const api = KNOWN.find(({ id }) => id === apiKey);
  const range = minVersion === maxVersion ? String(minVersion) : `${minVersion} to ${maxVersion}`;
  if (api === undefined) return `UNKNOWN(${apiKey}): ${range}`;
  const text = `${api.name}(${apiKey}): ${range}`;
  if (api.newest < minVersion) return `${text} [unusable: node too new]`;
  if (maxVersion < 0) return `${text} [unusable: node too old]`;
  return `${text} [usable: ${Math.min(api.newest, maxVersion)}]`;
}
