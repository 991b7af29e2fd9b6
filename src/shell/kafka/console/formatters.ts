/**
 * How the console consumer prints a record.
 *
 * Mirrors: kafka.tools.DefaultMessageFormatter, LoggingMessageFormatter, NoOpMessageFormatter,
 * ChecksumMessageFormatter and the formatters of internal topics, 2.8.0; what 2.2 prints.
 * Departs: a formatter of one's own cannot be loaded.
 * Read next: deserializers.ts, ../records/internal-records.ts.
 */
import type { Bytes, ConsumerRecord, KafkaRelease } from '../../../engine/kafka/index.ts';
import { classNotFound } from '../java/class-loading.ts';
import { inFrames } from '../java/exception.ts';
import { groupText, offsetText, transactionText } from '../records/internal-records.ts';
import { textOfBytes } from '../records/text-bytes.ts';
import type { ToolOutput } from '../tool/tool.ts';
import { deserializerNamed } from './deserializers.ts';

/** What a formatter was configured with: plain data. */
export interface Formatter {
  readonly className: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly release: KafkaRelease;
}

const DEFAULT = 'kafka.tools.DefaultMessageFormatter';
const LOGGING = 'kafka.tools.LoggingMessageFormatter';
const CHECKSUM = 'kafka.tools.ChecksumMessageFormatter';
const GROUPS = 'kafka.coordinator.group.GroupMetadataManager$';
const TRANSACTIONS = 'kafka.coordinator.transaction.TransactionLog$';

const INTERNAL: Readonly<
  Record<string, (key: Bytes | null, value: Bytes | null) => string | null>
> = {
  [`${GROUPS}OffsetsMessageFormatter`]: offsetText,
  [`${GROUPS}GroupMetadataMessageFormatter`]: groupText,
  [`${TRANSACTIONS}TransactionLogMessageFormatter`]: transactionText,
};

const CLASSES: ReadonlySet<string> = new Set([
  DEFAULT,
  LOGGING,
  CHECKSUM,
  'kafka.tools.NoOpMessageFormatter',
  ...Object.keys(INTERNAL),
]);

export const DEFAULT_FORMATTER = DEFAULT;

/** Class.forName of a formatter. */
export function checkFormatterClass(className: string): void {
  if (!CLASSES.has(className)) throw classNotFound(className);
}

/** MessageFormatter.configure: throws when a deserializer is none. */
export function checkFormatter({ className, properties }: Formatter): void {
  if (className !== DEFAULT && className !== LOGGING) return;
  const lines = { 'key.deserializer': 21, 'value.deserializer': 22, 'headers.deserializer': 23 };
  for (const [name, line] of Object.entries(lines)) {
    const given = properties[name];
    if (given === undefined) continue;
    inFrames(
      [
        'kafka.tools.DefaultMessageFormatter.getDeserializerProperty(ConsoleConsumer.scala:582)',
        `kafka.tools.DefaultMessageFormatter.$anonfun$configure$${line}(ConsoleConsumer.scala:${line + 470})`,
        'kafka.tools.DefaultMessageFormatter.configure(ConsoleConsumer.scala:592)',
      ],
      () => deserializerNamed(given),
    );
  }
}

/** MessageFormatter.writeTo. */
export function writeRecord(
  formatter: Formatter,
  record: ConsumerRecord,
  output: ToolOutput,
): void {
  const { className, properties } = formatter;
  const internal = INTERNAL[className];
  if (internal !== undefined) {
    const text = internal(record.key, record.value);
    if (text !== null) output.out(text);
    return;
  }
  if (className === CHECKSUM) {
    const topic = properties['topic'];
    // A record of magic 2 has no checksum of its own.
    output.out(`${topic === undefined ? '' : `${topic}:`}checksum:0\n`);
  }
  if (className !== DEFAULT && className !== LOGGING) return;
  output.out(defaultText(formatter, record));
  if (className === LOGGING) {
    const { key, value, timestampType, timestamp } = record;
    const shown = (part: Bytes | null): string => (part === null ? 'null' : textOfBytes(part));
    const line = `${timestampType}:${timestamp}, key:${shown(key)}, value:${shown(value)}`;
    output.log('INFO', line, LOGGING);
  }
}

function defaultText({ properties, release }: Formatter, record: ConsumerRecord): string {
  const isTrue = (name: string, otherwise: boolean): boolean => {
    const value = properties[name];
    return value === undefined ? otherwise : value.trim().toLowerCase() === 'true';
  };
  const separator = properties['key.separator'] ?? '\t';
  const end = properties['line.separator'] ?? '\n';
  const part = (name: string, bytes: Bytes | null): string => {
    const className = properties[`${name}.deserializer`];
    const given = bytes ?? properties['null.literal'] ?? 'null';
    return className === undefined ? textOfBytes(given) : deserializerNamed(className)(given);
  };
  const hasValue = isTrue('print.value', true);
  const columns: string[] = [];
  if (isTrue('print.timestamp', false)) {
    columns.push(`${record.timestampType}:${record.timestamp}`);
  }
  const isNew = release === '2.8.0';
  if (isNew && isTrue('print.partition', false)) columns.push(`Partition:${record.partition}`);
  if (isNew && isTrue('print.offset', false)) columns.push(`Offset:${record.offset}`);
  if (isNew && isTrue('print.headers', false)) columns.push(headersText(properties, record, part));
  if (isTrue('print.key', false)) columns.push(part('key', record.key));
  if (hasValue) columns.push(part('value', record.value));
  return columns.length === 0 ? '' : columns.join(separator) + end;
}

function headersText(
  properties: Readonly<Record<string, string>>,
  { headers }: ConsumerRecord,
  part: (name: string, bytes: Bytes | null) => string,
): string {
  if (headers.length === 0) return 'NO_HEADERS';
  const separator = properties['headers.separator'] ?? ',';
  return headers.map(({ key, value }) => `${key}:${part('headers', value)}`).join(separator);
}
