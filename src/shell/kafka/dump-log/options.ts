/**
 * The options of kafka-dump-log.sh.
 *
 * Mirrors: kafka.tools.DumpLogSegments.DumpLogSegmentsOptions, 2.8.0.
 * Read next: dump-log.ts.
 */
import { flag, optionalArg, requiredArg } from '../joptsimple/option-spec.ts';
import { INTEGER, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION } from '../tool/command-line.ts';

export const OPTIONS = {
  help: HELP,
  version: VERSION,
  print: flag(
    'print-data-log',
    'if set, printing the messages content when dumping data logs. Automatically set if any decoder option is specified.',
  ),
  verify: flag(
    'verify-index-only',
    'if set, just verify the index log without printing its content.',
  ),
  indexSanity: flag(
    'index-sanity-check',
    'if set, just checks the index sanity without printing its content. This is the same check that is executed on broker startup to determine if an index needs rebuilding or not.',
  ),
  files: requiredArg(
    'files',
    'REQUIRED: The comma separated list of data and index log files to be dumped.',
    { describedAs: 'file1, file2, ...', type: STRING },
  ),
  maxMessageSize: requiredArg('max-message-size', 'Size of largest message.', {
    describedAs: 'size',
    type: INTEGER,
    defaultsTo: 5 * 1024 * 1024,
  }),
  deepIteration: flag(
    'deep-iteration',
    'if set, uses deep instead of shallow iteration. Automatically set if print-data-log is enabled.',
  ),
  valueDecoder: optionalArg(
    'value-decoder-class',
    'if set, used to deserialize the messages. This class should implement kafka.serializer.Decoder trait. Custom jar should be available in kafka/libs directory.',
    { type: STRING, defaultsTo: 'kafka.serializer.StringDecoder' },
  ),
  keyDecoder: optionalArg(
    'key-decoder-class',
    'if set, used to deserialize the keys. This class should implement kafka.serializer.Decoder trait. Custom jar should be available in kafka/libs directory.',
    { type: STRING, defaultsTo: 'kafka.serializer.StringDecoder' },
  ),
  offsets: flag(
    'offsets-decoder',
    'if set, log data will be parsed as offset data from the __consumer_offsets topic.',
  ),
  transactionLog: flag(
    'transaction-log-decoder',
    'if set, log data will be parsed as transaction metadata from the __transaction_state topic.',
  ),
  clusterMetadata: flag(
    'cluster-metadata-decoder',
    'if set, log data will be parsed as cluster metadata records.',
  ),
  skipRecordMetadata: flag(
    'skip-record-metadata',
    'whether to skip printing metadata for each record.',
  ),
};

const O = OPTIONS;

/** shouldPrintDataLog. */
export function printsData(command: CommandLine): boolean {
  const all = [
    O.print,
    O.offsets,
    O.transactionLog,
    O.clusterMetadata,
    O.valueDecoder,
    O.keyDecoder,
  ];
  return all.some((option) => command.has(option));
}

export function isDeep(command: CommandLine): boolean {
  return command.has(O.deepIteration) || printsData(command);
}
