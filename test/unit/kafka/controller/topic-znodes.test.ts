/**
 * What is written into znodes and read from them, held to what the real broker wrote.
 */
import { describe, expect, it } from 'vitest';
import type { JsonException } from '../../../../src/engine/kafka/zk/json-node.ts';
import { jsonText } from '../../../../src/engine/kafka/zk/json-node.ts';
import { parseJson } from '../../../../src/engine/kafka/zk/json-text.ts';
import {
  decodeController,
  decodeControllerEpoch,
  decodePartitionState,
  decodePartitions,
  decodeReassignPartitions,
  decodeTopic,
  encodeController,
  encodePartitionState,
  encodePartitions,
  encodeReassignPartitions,
  encodeTopic,
  newTopicOrder,
  plainAssignment,
} from '../../../../src/engine/kafka/zk/topic-znodes.ts';
import type { AssignedPartition } from '../../../../src/engine/kafka/zk/topic-znodes.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  inMutableSetOrder,
  intHash,
  partitionAndNumberHash,
  partitionHash,
} from '../../../../src/engine/kafka/zk/scala-order.ts';

function assigned(...replicas: readonly (readonly number[])[]): readonly AssignedPartition[] {
  return replicas.map((ids, partition) => [partition, plainAssignment(ids)] as const);
}

const TOPIC =
  '{"removing_replicas":{},"partitions":{"2":[1,0],"1":[2,1],"0":[0,2]},"topic_id":"RSZ--odYRlSOPGRgukKnAQ","adding_replicas":{},"version":3}';

/** Key order of the fifty partitions of /brokers/topics/__consumer_offsets, as 2.8.0 wrote it. */
const OFFSETS_KEYS =
  '30 39 45 2 5 48 33 27 12 8 15 42 36 21 18 24 35 41 7 17 1 44 23 38 47 4 26 11 32 14 20 29 46 34 28 6 40 49 9 43 0 22 16 37 19 3 10 31 25 13';

/** The numbers from 0 to 19, as the collections of 2.12.13 give them. */
const MAP_OF_TWENTY = '17 8 11 2 5 14 13 4 16 7 1 10 19 18 9 3 12 15 6 0';
const SET_OF_TWENTY = '0 15 9 1 16 2 17 3 18 10 4 11 12 19 13 5 6 7 14 8';
const IMMUTABLE_OF_TWENTY = '0 5 10 14 1 6 9 13 2 17 12 7 3 18 16 11 8 19 4 15';

describe('/brokers/topics/T', () => {
  it('has the keys of each release in its order', () => {
    const partitions = assigned([0, 2], [2, 1], [1, 0]);
    expect(encodeTopic(3, 'RSZ--odYRlSOPGRgukKnAQ', partitions)).toBe(TOPIC);
    expect(encodeTopic(3, null, partitions)).not.toContain('topic_id');
    expect(encodeTopic(2, null, partitions)).toBe(
      '{"version":2,"partitions":{"2":[1,0],"1":[2,1],"0":[0,2]},"adding_replicas":{},"removing_replicas":{}}',
    );
    const listed = inMutableMapOrder(partitions, ([partition]) => intHash(partition));
    expect(encodeTopic(1, null, listed)).toBe(
      '{"version":1,"partitions":{"2":[1,0],"1":[2,1],"0":[0,2]}}',
    );
  });

  it('lists fifty partitions as the real broker did', () => {
    const partitions = assigned(...Array.from({ length: 50 }, () => [1]));
    const text = encodeTopic(3, null, newTopicOrder('__consumer_offsets', partitions));
    const keys = [...text.matchAll(/"(\d+)":/g)].map(([, key]) => key);
    expect(keys.join(' ')).toBe(OFFSETS_KEYS);
  });

  it('keeps the order of its keys and the replicas that come and go when it is read', () => {
    const data =
      '{"removing_replicas":{"0":[2]},"partitions":{"1":[2,3],"0":[1,3,2]},"adding_replicas":{"0":[1]},"version":3}';
    expect(decodeTopic('t1', data)).toEqual({
      topic: 't1',
      topicId: null,
      assignment: [
        [1, plainAssignment([2, 3])],
        [0, { replicas: [1, 3, 2], addingReplicas: [1], removingReplicas: [2] }],
      ],
    });
    expect(decodeTopic('t1', 'nonsense')).toEqual({ topic: 't1', topicId: null, assignment: [] });
    expect(() => decodeTopic('t1', '[]')).toThrow('Expected JSON object, received []');
    expect(() => decodeTopic('t1', '{"partitions":{"0":["1"]}}')).toThrow(
      'Expected `Int` value, received "1"',
    );
  });
});

describe('other znodes', () => {
  it('hold what the real ones hold', () => {
    const state = '{"controller_epoch":1,"leader":-1,"version":1,"leader_epoch":1,"isr":[2]}';
    const read = decodePartitionState(state, 4)!;
    expect(read).toEqual({
      leaderAndIsr: { leader: -1, leaderEpoch: 1, isr: [2], zkVersion: 4 },
      controllerEpoch: 1,
    });
    expect(encodePartitionState(read)).toBe(state);
    const controller = '{"version":1,"brokerid":0,"timestamp":"1795231684245"}';
    expect(encodeController(0, 1795231684245)).toBe(controller);
    expect(decodeController(controller)).toBe(0);
    expect(decodeControllerEpoch('7')).toBe(7);
    const election = '{"version":1,"partitions":[{"topic":"t1","partition":0}]}';
    expect(encodePartitions([{ topic: 't1', partition: 0 }])).toBe(election);
    expect(decodePartitions(election)).toEqual([{ topic: 't1', partition: 0 }]);
    const moves = '{"version":1,"partitions":[{"topic":"t1","partition":0,"replicas":[1,2]}]}';
    expect(encodeReassignPartitions([{ topic: 't1', partition: 0, replicas: [1, 2] }])).toBe(moves);
    expect(decodeReassignPartitions(moves)).toEqual({
      partitions: [{ topic: 't1', partition: 0, replicas: [1, 2] }],
    });
  });

  it('complain as the library does', () => {
    const complaints: Readonly<Record<string, string>> = {
      abc: `Unrecognized token 'abc': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (byte[])"abc"; line: 1, column: 4]`,
      '{"a":1,}': `Unexpected character ('}' (code 125)): was expecting double-quote to start field name\n at [Source: (byte[])"{"a":1,}"; line: 1, column: 9]`,
      '[1 2]': `Unexpected character ('2' (code 50)): was expecting comma to separate Array entries\n at [Source: (byte[])"[1 2]"; line: 1, column: 5]`,
      '{"a" 1}': `Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value\n at [Source: (byte[])"{"a" 1}"; line: 1, column: 7]`,
      '{"a":[1,2}': `Unexpected close marker '}': expected ']' (for Array starting at [Source: (byte[])"{"a":[1,2}"; line: 1, column: 6])\n at [Source: (byte[])"{"a":[1,2}"; line: 1, column: 11]`,
      '{"a":1,\n"b":[{"c":"t1"}': `Unexpected end-of-input: expected close marker for Array (start marker at [Source: (byte[])"{"a":1,\n"b":[{"c":"t1"}"; line: 2, column: 5])\n at [Source: (byte[])"{"a":1,\n"b":[{"c":"t1"}"; line: 2, column: 16]`,
      '{"a":': `Unexpected end-of-input within/between Object entries\n at [Source: (byte[])"{"a":"; line: 1, column: 6]`,
      '12x': `Unexpected character ('x' (code 120)): Expected space separating root-level values\n at [Source: (byte[])"12x"; line: 1, column: 4]`,
      '{"a":01}': `Invalid numeric value: Leading zeroes not allowed\n at [Source: (byte[])"{"a":01}"; line: 1, column: 7]`,
    };
    for (const [text, complaint] of Object.entries(complaints)) {
      let said = '';
      try {
        parseJson(text);
      } catch (error) {
        said = (error as JsonException).message;
      }
      expect(said).toBe(complaint);
    }
    expect(jsonText(parseJson('{"b":[1,true,null],"a":"x\\u0041"} rest'))).toBe(
      '{"b":[1,true,null],"a":"xA"}',
    );
  });
});

describe('orders of Scala 2.12', () => {
  const partitions = Array.from({ length: 5 }, (_, partition) => ({ topic: 't1', partition }));
  const names = (list: readonly { readonly partition: number }[]): string =>
    list.map(({ partition }) => partition).join(' ');

  it('are those of the real collections', () => {
    expect(names(inMutableMapOrder(partitions, partitionHash))).toBe('2 4 1 3 0');
    expect(names(inMutableSetOrder(partitions, partitionHash))).toBe('3 1 0 4 2');
    expect(names(inImmutableOrder(partitions, partitionHash))).toBe('1 2 3 0 4');
    expect(partitionAndNumberHash({ topic: 't1', partition: 0 }, 2)).toBe(582863522);
  });

  it('hold for tables that grew', () => {
    const twenty = Array.from({ length: 20 }, (_, i) => i);
    expect(inMutableMapOrder(twenty, intHash).join(' ')).toBe(MAP_OF_TWENTY);
    expect(inMutableSetOrder(twenty, intHash).join(' ')).toBe(SET_OF_TWENTY);
    expect(inImmutableOrder(twenty, intHash).join(' ')).toBe(IMMUTABLE_OF_TWENTY);
  });
});
