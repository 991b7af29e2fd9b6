/**
 * kafka-cluster.sh.
 *
 * Mirrors: kafka.tools.ClusterTool, 2.8.0.
 * Read next: ../argparse/arg-parser.ts.
 */
import { describeCluster, unregisterBroker } from '../../../engine/kafka/index.ts';
import { closeAdmin, get } from '../admin/admin.ts';
import { parseArgs } from '../argparse/arg-parser.ts';
import type { Argument, ArgumentParser } from '../argparse/arguments.ts';
import { HELP } from '../argparse/arguments.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';

const CONNECTION: readonly Argument[] = [
  {
    flags: ['--bootstrap-server', '-b'],
    help: 'A list of host/port pairs to use for establishing the connection to the kafka cluster.',
  },
  {
    flags: ['--config', '-c'],
    help: 'A property file containing configs to passed to AdminClient.',
  },
];

const PARSER: ArgumentParser = {
  prog: 'kafka-cluster',
  description: 'The Kafka cluster tool.',
  arguments: [HELP],
  commands: [
    {
      name: 'cluster-id',
      help: 'Get information about the ID of a cluster.',
      arguments: CONNECTION,
    },
    {
      name: 'unregister',
      help: 'Unregister a broker..',
      arguments: [
        ...CONNECTION,
        { flags: ['--id', '-i'], type: 'Integer', help: 'The ID of the broker to unregister.' },
      ],
    },
  ],
};

function at(method: string, line: number): Frames {
  return [`kafka.tools.ClusterTool$.${method}(ClusterTool.scala:${line})`];
}

function main(line: number): Frames {
  return [...at('main', line), 'kafka.tools.ClusterTool.main(ClusterTool.scala)'];
}

export const clusterTool: Tool = {
  name: 'kafka-cluster.sh',
  mainClass: 'kafka.tools.ClusterTool',
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    const { values, command } = parseArgs(PARSER, input.words, output);
    const file = values.get('config') as string | null;
    const properties = {
      ...(yield* loadGivenProperties(file, main(62))),
      ...serversOf(values.get('bootstrap_server') as string | null),
    };
    if (properties['bootstrap.servers'] === undefined) {
      output.err('Please specify --bootstrap-server.\n');
      return { exit: 1 };
    }
    const isUnregister = command === 'unregister';
    yield* within(main(isUnregister ? 80 : 72), openAdmin(properties));
    try {
      const id = values.get('id') as number | null;
      yield* isUnregister ? unregister(id ?? 0, output) : clusterId(output);
    } finally {
      yield* closeAdmin();
    }
    return { exit: 0 };
  },
};

function serversOf(servers: string | null): Readonly<Record<string, string>> {
  return servers === null ? {} : { 'bootstrap.servers': servers };
}

function* clusterId(output: ToolOutput): ToolScript<void> {
  const frames = [...at('clusterIdCommand', 100), ...main(74)];
  const { clusterId: id } = yield* within(frames, get(describeCluster()));
  output.out(
    id === null
      ? 'No cluster ID found. The Kafka version is probably too old.\n'
      : `Cluster ID: ${id}\n`,
  );
}

function* unregister(id: number, output: ToolOutput): ToolScript<void> {
  const frames = [...at('unregisterCommand', 111), ...main(82)];
  try {
    yield* within(frames, get(unregisterBroker(id)));
    output.out(`Broker ${id} is no longer registered.\n`);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    if (error.cause?.exception.endsWith('UnsupportedVersionException') !== true) throw error;
    output.out('The target cluster does not support the broker unregistration API.\n');
  }
}
