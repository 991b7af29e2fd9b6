/** The console tools, with producers and consumers that answer from data. */
import { describe, expect, test } from 'vitest';
import type { ConsumerRecord } from '../../../../src/engine/kafka/index.ts';
import { consoleConsumer } from '../../../../src/shell/kafka/console/console-consumer.ts';
import { consoleProducer } from '../../../../src/shell/kafka/console/console-producer.ts';
import type { ToolCall, ToolResult } from '../../../../src/shell/kafka/tool/calls.ts';
import type { Answer } from './run-tool.ts';
import { runTool } from './run-tool.ts';

const SERVER = '--bootstrap-server kafka1:9092 --topic t';

function typed(...rounds: readonly (readonly string[])[]): Answer {
  let at = 0;
  return (call) => {
    if (call.type !== 'lines') return undefined;
    const lines = rounds[at] ?? [];
    at++;
    return { type: 'lines', lines, isEnd: at >= rounds.length };
  };
}

function sent(calls: readonly ToolCall[]): readonly (readonly [string | null, string | null])[] {
  return calls.flatMap((call) =>
    call.type === 'producer.send'
      ? call.records.map(({ key, value }) => [key, value] as const)
      : [],
  );
}

describe('kafka-console-producer.sh', () => {
  test('shows a prompt in a terminal before each line and none in a pipe', () => {
    const lines = typed(['a', 'b'], ['c'], []);
    expect(runTool(consoleProducer, SERVER, lines, { hasConsole: true }).out).toBe('>>>>');
    expect(runTool(consoleProducer, SERVER, typed(['a', 'b'])).out).toBe('');
  });

  test('splits at the separator, and a value may be missing', () => {
    const options = '--property parse.key=true --property key.separator=:';
    const ran = runTool(consoleProducer, `${SERVER} ${options}`, typed(['k:v', 'k:', ':x:y']));
    expect(sent(ran.calls)).toEqual([
      ['k', 'v'],
      ['k', ''],
      ['', 'x:y'],
    ]);
  });

  test('ends at a line without a key, counting lines over all reads', () => {
    const options = '--property parse.key=true --property key.separator=:';
    const ran = runTool(consoleProducer, `${SERVER} ${options}`, typed(['k:v'], ['nokey', 'a:b']));
    expect(ran.err).toBe(
      'org.apache.kafka.common.KafkaException: No key found on line 2: nokey\n' +
        '\tat kafka.tools.ConsoleProducer$LineMessageReader.readMessage(ConsoleProducer.scala:292)\n' +
        '\tat kafka.tools.ConsoleProducer$.main(ConsoleProducer.scala:51)\n' +
        '\tat kafka.tools.ConsoleProducer.main(ConsoleProducer.scala)\n',
    );
    expect(ran.code).toBe(1);
    expect(sent(ran.calls)).toEqual([['k', 'v']]);
    expect(ran.calls.at(-1)).toEqual({ type: 'producer.close' });
  });

  test('ends at the first failure of a synchronous send', () => {
    const message = 'Topic t not present in metadata after 3000 ms.';
    const lines = typed(['x', 'y']);
    const ran = runTool(consoleProducer, `${SERVER} --sync`, (call) =>
      call.type === 'producer.sendSync'
        ? {
            type: 'unsent',
            exception: { exception: 'org.apache.kafka.common.errors.TimeoutException', message },
            isBlocked: true,
          }
        : lines(call),
    );
    expect(ran.err.split('\n')[0]).toBe(
      `java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.TimeoutException: ${message}`,
    );
    expect(ran.err).toContain('KafkaProducer$FutureFailure.<init>(KafkaProducer.java:1316)');
    expect(
      ran.err.endsWith(`Caused by: org.apache.kafka.common.errors.TimeoutException: ${message}\n`),
    ).toBe(true);
    expect(ran.code).toBe(1);
  });

  test('options go over properties, properties over defaults', () => {
    const ran = runTool(
      consoleProducer,
      `${SERVER} --timeout 5 --producer-property linger.ms=7 --producer-property acks=all --compression-codec`,
      typed([]),
    );
    expect(ran.calls[0]).toMatchObject({
      properties: {
        'linger.ms': '5',
        acks: 'all',
        retries: '3',
        'request.timeout.ms': '1500',
        'compression.type': 'gzip',
        'client.id': 'console-producer',
      },
    });
  });
});

function record(offset: number, key: string | null, value: string | null): ConsumerRecord {
  return {
    topic: 't',
    partition: 0,
    offset,
    timestamp: 12,
    timestampType: 'CreateTime',
    leaderEpoch: 0,
    key,
    value,
    headers: [],
  };
}

function polls(...results: readonly ToolResult[]): Answer {
  let at = 0;
  return (call) => (call.type === 'consumer.poll' ? (results[at++] ?? EMPTY_POLL) : undefined);
}

const EMPTY_POLL: ToolResult = { type: 'polled', records: [], rebalances: [] };

function polled(...records: readonly ConsumerRecord[]): ToolResult {
  return { type: 'polled', records, rebalances: [] };
}

describe('kafka-console-consumer.sh', () => {
  test('prints columns in upstream’s order, whatever the order of the properties', () => {
    const options =
      '--property print.value=true --property print.key=true --property print.headers=true ' +
      '--property print.offset=true --property print.partition=true --property print.timestamp=true';
    const ran = runTool(
      consoleConsumer,
      `${SERVER} ${options} --max-messages 1`,
      polls(polled(record(5, 'k', null))),
    );
    expect(ran.out).toBe('CreateTime:12\tPartition:0\tOffset:5\tNO_HEADERS\tk\tnull\n');
    expect(ran.err).toBe('Processed a total of 1 messages\n');
  });

  test('gives back what it has polled beyond --max-messages', () => {
    const answers = polls(polled(record(0, null, 'a'), record(1, null, 'b'), record(2, null, 'c')));
    const ran = runTool(consoleConsumer, `${SERVER} --group g --max-messages 1`, answers);
    expect(ran.out).toBe('a\n');
    expect(ran.calls.slice(-2)).toEqual([
      { type: 'consumer.seek', at: { topic: 't', partition: 0 }, offset: 1 },
      { type: 'consumer.close' },
    ]);
  });

  test('a poll without records is a timeout: told, and no failure', () => {
    const ran = runTool(
      consoleConsumer,
      `${SERVER} --timeout-ms 10`,
      polls(polled(record(0, null, 'a'))),
    );
    expect(ran.err).toBe(
      '[TIME] ERROR Error processing message, terminating consumer process:  (kafka.tools.ConsoleConsumer$)\n' +
        'org.apache.kafka.common.errors.TimeoutException\nProcessed a total of 1 messages\n',
    );
    expect(ran.code).toBe(0);
  });

  test('a wakeup ends it without a word', () => {
    const exception = {
      exception: 'org.apache.kafka.common.errors.WakeupException',
      message: null,
    };
    const ran = runTool(consoleConsumer, SERVER, polls({ type: 'thrown', exception }));
    expect(ran.err).toBe('Processed a total of 0 messages\n');
  });

  test('a formatter that fails ends it with 1, after the count', () => {
    const options = '--value-deserializer org.apache.kafka.common.serialization.LongDeserializer';
    const ran = runTool(
      consoleConsumer,
      `${SERVER} ${options}`,
      polls(polled(record(0, null, 'v1'))),
    );
    expect(ran.err).toBe(
      'Processed a total of 1 messages\n' +
        '[TIME] ERROR Unknown error when running consumer:  (kafka.tools.ConsoleConsumer$)\n' +
        'org.apache.kafka.common.errors.SerializationException: Size of data received by LongDeserializer is not 8\n',
    );
    expect(ran.code).toBe(1);
  });

  test('prints offsets of groups alone with their formatter', () => {
    const formatter = 'kafka.coordinator.group.GroupMetadataManager$OffsetsMessageFormatter';
    const key = {
      kind: 'OffsetCommitKey',
      group: 'g1',
      topic: 'ev',
      partition: 0,
      bytes: 20,
    } as const;
    const value = {
      kind: 'OffsetCommitValue',
      offset: 1,
      leaderEpoch: 0,
      metadata: '',
      commitTimestamp: 1795231838564,
      expireTimestamp: -1,
      bytes: 24,
    } as const;
    const group = { kind: 'GroupMetadataKey', group: 'g1', bytes: 10 } as const;
    const ran = runTool(
      consoleConsumer,
      `${SERVER} --formatter ${formatter} --timeout-ms 1`,
      polls(
        polled({ ...record(0, null, null), key, value }, { ...record(1, null, null), key: group }),
      ),
    );
    expect(ran.out).toBe(
      '[g1,ev,0]::OffsetAndMetadata(offset=1, leaderEpoch=Optional[0], metadata=, commitTimestamp=1795231838564, expireTimestamp=None)\n',
    );
  });

  test.each([
    ['--bootstrap-server k:1', 'Exactly one of whitelist/topic is required.'],
    [`${SERVER} --offset 3`, 'The partition is required when offset is specified.'],
    [
      `${SERVER} --partition 0 --offset -3`,
      "The provided offset value '-3' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.",
    ],
    [
      `${SERVER} --partition 0 --group g`,
      'Options group and partition cannot be specified together.',
    ],
    ['--topic t', 'Missing required argument "[bootstrap-server]"'],
    [
      `${SERVER} --group a --consumer-property group.id=b`,
      "The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: 'a', 'b'",
    ],
  ])('%s: %s', (line, message) => {
    const ran = runTool(consoleConsumer, line);
    expect(ran.err.startsWith(`${message}\nOption  `)).toBe(true);
    expect(ran.code).toBe(1);
  });
});
