/**
 * kafka-delete-records.sh.
 *
 * Mirrors: kafka.admin.DeleteRecordsCommand, 2.8.0.
 */
import type { RecordsToDelete } from '../../../engine/kafka/index.ts';
import {
  deleteRecords,
  inPartitionOrder,
  json,
  partitionName,
} from '../../../engine/kafka/index.ts';
import { closeAdmin, run, valueOf } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import { parseFull, readJson } from '../java/json-data.ts';
import { requiredArg } from '../joptsimple/option-spec.ts';
import { STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties, readFileAsString } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';

const OPTIONS = {
  help: HELP,
  version: VERSION,
  bootstrapServer: requiredArg('bootstrap-server', 'REQUIRED: The server to connect to.', {
    describedAs: 'server(s) to use for bootstrapping',
    type: STRING,
  }),
  offsetJsonFile: requiredArg(
    'offset-json-file',
    'REQUIRED: The JSON file with offset per partition. The format to use is:\n{"partitions":\n  [{"topic": "foo", "partition": 1, "offset": 1}],\n "version":1\n}',
    { describedAs: 'Offset json file path', type: STRING },
  ),
  commandConfig: requiredArg(
    'command-config',
    'A property file containing configs to be passed to Admin Client.',
    { describedAs: 'command config property file path', type: STRING },
  ),
};

function at(method: string, line: number): Frames {
  return [`kafka.admin.DeleteRecordsCommand$.${method}(DeleteRecordsCommand.scala:${line})`];
}

const MAIN: Frames = [
  ...at('main', 42),
  'kafka.admin.DeleteRecordsCommand.main(DeleteRecordsCommand.scala)',
];

export const deleteRecordsCommand: Tool = {
  name: 'kafka-delete-records.sh',
  mainClass: 'kafka.admin.DeleteRecordsCommand',
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    yield* within(MAIN, execute(input, output));
    return { exit: 0 };
  },
};

function* execute(input: ToolInput, output: ToolOutput): ToolScript<void> {
  const command = readCommandLine(Object.values(OPTIONS), input, output, [
    'kafka.admin.DeleteRecordsCommand$DeleteRecordsCommandOptions.<init>(DeleteRecordsCommand.scala:131)',
    ...at('execute', 75),
  ]);
  command.helpIfNeeded(
    'This tool helps to delete records of the given partitions down to the specified offset.',
  );
  command.require(OPTIONS.bootstrapServer, OPTIONS.offsetJsonFile);
  yield* open(command);
  const text = yield* within(
    at('execute', 78),
    readFileAsString(command.valueOf(OPTIONS.offsetJsonFile)!),
  );
  const records = inFrames(at('execute', 79), () => parseOffsets(text));
  output.out('Executing records delete operation\n');
  const results = yield* run(deleteRecords(records));
  output.out('Records delete operation completed:\n');
  for (const { topic, partition } of inPartitionOrder(records)) {
    const name = partitionName(topic, partition);
    const found = results.find(({ key }) => partitionName(key.topic, key.partition) === name)!;
    try {
      output.out(`partition: ${name}\tlow_watermark: ${valueOf(found.result)}\n`);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      output.out(`partition: ${name}\terror: ${error.text}\n`);
    }
  }
  yield* closeAdmin();
}

function* open(command: CommandLine): ToolScript<void> {
  const file = command.valueOf(OPTIONS.commandConfig);
  const frames = (line: number): Frames => [...at('createAdminClient', line), ...at('execute', 76)];
  const properties = yield* loadGivenProperties(file, frames(105));
  const servers = command.valueOf(OPTIONS.bootstrapServer)!;
  yield* within(frames(109), openAdmin({ ...properties, 'bootstrap.servers': servers }));
}

/** parseOffsetJsonStringWithoutDedup, and no partition twice. */
function parseOffsets(text: string): readonly RecordsToDelete[] {
  const data = parseFull(text);
  if (data === null) throw wrong('The input string is not a valid JSON', 53);
  const records = readJson(() => {
    const object = json.asObject(data);
    const node = json.field(object, 'version');
    const version = node === undefined ? 1 : json.asInt(node);
    if (version !== 1) throw wrong(`Not supported version field value ${version}`, 70);
    const list = json.field(object, 'partitions');
    if (list === undefined) throw wrong('Missing partitions field', 68);
    return json.asItems(list).map((item) => {
      const entry = json.asObject(item);
      return {
        topic: json.asText(json.neededField(entry, 'topic')),
        partition: json.asInt(json.neededField(entry, 'partition')),
        beforeOffset: json.asInt(json.neededField(entry, 'offset')),
      };
    });
  });
  const names = records.map(({ topic, partition }) => partitionName(topic, partition));
  const doubled = new Set(names.filter((name, index) => names.indexOf(name) < index));
  if (doubled.size === 0) return records;
  const message = `Offset json file contains duplicate topic partitions: ${[...doubled].join(',')}`;
  throw new JavaException('kafka.common.AdminCommandFailedException', message);
}

function wrong(text: string, line: number): JavaException {
  return new JavaException('kafka.admin.AdminOperationException', text, {
    frames: at('parseOffsetJsonStringWithoutDedup', line),
  });
}
