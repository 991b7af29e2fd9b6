/** The head of a code has room for several systems, each with its own spec. */
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../src/ui/app/breath.ts';
import { en } from '../../../src/ui/i18n/en.ts';
import { zh } from '../../../src/ui/i18n/zh.ts';
import { packing } from '../../../src/ui/share/letters/b/packed.ts';
import { plainOf } from '../../../src/ui/share/letters/b/plain.ts';
import { taughtBy } from '../../../src/ui/share/letters/b/text-model.ts';
import { DICTIONARY } from '../../../src/ui/share/letters/c/dictionary.ts';
import { clusterHead, readClusterHead } from '../../../src/ui/share/letters/c/head.ts';
import { decodeRun, decodingKept } from '../../../src/ui/share/run-code.ts';
import { FlawedRun } from '../../../src/ui/share/run-flaw.ts';
import type { ClusterParts } from '../../../src/ui/share/systems/cluster-parts.ts';
import { SYSTEM_NUMBERS } from '../../../src/ui/share/systems/system-codec.ts';
import type { SystemCodec } from '../../../src/ui/share/systems/system-codec.ts';
import { codec as zookeeperCodec } from '../../../src/ui/systems/zookeeper/codec.ts';
import '../../support/systems.ts';

interface Brokers {
  readonly brokers: number;
}

/** Writes no JSON, to show that a system may write what it likes: here a text that looks like a head. */
const brokersCodec: SystemCodec<Brokers> = {
  id: 'kafka',
  encode: ({ brokers }) => `${brokers} {"servers":9}`,
  decode: (reader) => ({ brokers: Number.parseInt(reader.text(), 10) }),
};

const both = [zookeeperCodec, brokersCodec];
const zookeeper = { id: 'zookeeper', spec: { servers: 5, observers: 1, config: {} } } as const;
const kafka = { id: 'kafka', spec: { brokers: 3 } } as const;
const world = { seed: 7, clientHosts: 2 };

/** A link whose text, head and all, is given. */
function linkOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return `C${atOnce(packing(bytes, [], taughtBy(DICTIONARY)()))}`;
}

describe('the head of a cluster', () => {
  it.each<[string, ClusterParts, string]>([
    ['one system', { world, systems: [zookeeper] }, '0 {"servers":5,"observers":1}\n'],
    ['another alone', { world, systems: [kafka] }, '1 3 {"servers":9}\n'],
    [
      'both',
      { world, systems: [zookeeper, kafka] },
      '0 {"servers":5,"observers":1}\n1 3 {"servers":9}\n',
    ],
    ['none: hosts alone', { world, systems: [] }, ''],
  ])('has a line for each system and one for the world: %s', (_what, parts, lines) => {
    const head = clusterHead(parts, both);
    expect(head).toBe(`${lines}{"seed":7,"clientHosts":2}\n`);
    expect(readClusterHead(`${head}ls /\nquit`, both)).toEqual({ parts, rest: 'ls /\nquit' });
  });

  it('is the same in whichever order the systems and their codecs come', () => {
    const head = clusterHead({ world, systems: [zookeeper, kafka] }, both);
    const turned = { world, systems: [kafka, zookeeper] };
    expect(clusterHead(turned, [brokersCodec, zookeeperCodec])).toBe(head);
  });

  it.each([
    ['system', '1 3\n{}\n'],
    ['system', '999 {}\n{}\n'],
    ['system', '00 {"servers":3}\n{}\n'],
    ['cluster', '0 {"servers":3}\n0 {"servers":3}\n{}\n'],
    ['cluster', '0 {"servers":0}\n{}\n'],
    ['cluster', '0 3\n{}\n'],
    ['cluster', '0 {"servers":\n{}\n'],
    ['cluster', '0 {"servers":3}\n{"seed":-1}\n'],
    ['cluster', '0 {"servers":3}\n5\n'],
    ['unreadable', '0 {"servers":3}\n{}'],
  ] as const)('is refused in words: %s, for %j', (flaw, text) => {
    expect(() => readClusterHead(text, [zookeeperCodec])).toThrow(new FlawedRun(flaw));
  });
});

describe('a link with a system that this page does not know', () => {
  const text = clusterHead({ world, systems: [zookeeper, kafka] }, both);
  const refused = { ok: false, reason: 'damaged', flaw: 'system' };

  it('is refused, and says so in both languages', () => {
    expect(decodeRun(linkOf(text))).toEqual(refused);
    const plain = `Q${plainOf(new TextEncoder().encode(text), [])}`;
    expect(atOnce(decodingKept(plain))).toEqual(refused);
    expect(en.share.flaw.system).toMatch(/system/);
    expect(zh.share.flaw.system).toMatch(/系统/);
  });

  it('would open without it; without any system it describes no cluster of today', () => {
    const known = clusterHead({ world, systems: [zookeeper] }, both);
    const spec = { zookeeper: zookeeper.spec, ...world };
    expect(decodeRun(linkOf(known))).toEqual({
      ok: true,
      run: { of: { kind: 'cluster', spec }, actions: [] },
    });
    expect(decodeRun(linkOf('{"seed":7}\n'))).toMatchObject({ ok: false, flaw: 'cluster' });
    expect(decodeRun(linkOf('lesson {"id":5}\n'))).toMatchObject({ ok: false, flaw: 'unreadable' });
  });
});

it('the numbers of systems stay what they are', () => {
  expect(SYSTEM_NUMBERS).toMatchObject({ zookeeper: 0, kafka: 1 });
  const numbers = Object.values(SYSTEM_NUMBERS);
  expect(new Set(numbers).size).toBe(numbers.length);
});
