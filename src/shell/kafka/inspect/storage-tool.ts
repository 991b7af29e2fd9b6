/**
 * kafka-storage.sh: for clusters without ZooKeeper; of a command here only a random UUID is left.
 *
 * Mirrors: kafka.tools.StorageTool, 2.8.0.
 * Departs: info and format say that the log folders are none of a KRaft cluster's.
 */
import { nextInteger, splitStream } from '../../../engine/index.ts';
import { base64 } from '../../../engine/kafka/index.ts';
import { parseArgs } from '../argparse/arg-parser.ts';
import type { Argument, ArgumentParser } from '../argparse/arguments.ts';
import { HELP } from '../argparse/arguments.ts';
import { within } from '../java/exception.ts';
import { loadProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';

const CONFIG: Argument = {
  flags: ['--config', '-c'],
  isRequired: true,
  help: 'The Kafka configuration file to use.',
};

const PARSER: ArgumentParser = {
  prog: 'kafka-storage',
  description: 'The Kafka storage tool.',
  arguments: [HELP],
  commands: [
    {
      name: 'info',
      help: 'Get information about the Kafka log directories on this node.',
      arguments: [CONFIG],
    },
    {
      name: 'format',
      help: 'Format the Kafka log directories on this node.',
      arguments: [
        CONFIG,
        {
          flags: ['--cluster-id', '-t'],
          isRequired: true,
          help: 'The cluster ID to use.',
        },
        { flags: ['--ignore-formatted', '-g'], action: 'storeTrue', help: '' },
      ],
    },
    { name: 'random-uuid', help: 'Print a random UUID.', arguments: [] },
  ],
};

export const storageTool: Tool = {
  name: 'kafka-storage.sh',
  mainClass: 'kafka.tools.StorageTool',
  *main({ words, seed }: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    const { values, command } = parseArgs(PARSER, words, output);
    if (command === 'random-uuid') {
      output.out(`${randomUuid(seed)}\n`);
      return { exit: 0 };
    }
    const frames = [
      'kafka.tools.StorageTool$.$anonfun$main$1(StorageTool.scala:61)',
      'scala.Option.flatMap(Option.scala:271)',
      'kafka.tools.StorageTool$.main(StorageTool.scala:61)',
      'kafka.tools.StorageTool.main(StorageTool.scala)',
    ];
    yield* within(frames, loadProperties(values.get('config') as string));
    output.err(
      'The kafka configuration file appears to be for a legacy cluster. Formatting is only supported for clusters in KRaft mode.\n',
    );
    return { exit: 1 };
  },
};

const UUID_BYTES = 16;

/** Uuid.randomUuid. */
function randomUuid(seed: number): string {
  let stream = splitStream(seed, 'uuid');
  const bytes = Array.from({ length: UUID_BYTES }, () => {
    const [byte, next] = nextInteger(stream, 256);
    stream = next;
    return byte;
  });
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').slice(0, 22);
}
