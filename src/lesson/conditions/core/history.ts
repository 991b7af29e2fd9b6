/**
 * Conditions over what happened: printed text, events, delivered messages, broken promises.
 */
import type { EventRecord, Message, World } from '../../../engine/index.ts';
import { identityIn, listItems } from '../../../engine/index.ts';
import type { Condition, Moment } from '../../condition.ts';
import { overHistory } from '../../condition.ts';
import type { Text } from '../../text.ts';
import { fill, t } from '../../text.ts';

interface Seen {
  readonly isMet: boolean;
  /** Pieces of output that were looked at, by terminal. */
  readonly lengths: Readonly<Record<number, number>>;
}

const notPrinted = t('No terminal has shown `{example}` yet.', '还没有终端显示过 `{example}`。');

/** Some program printed text that matches to a terminal (what was typed does not count). */
export function printed(
  pattern: RegExp,
  example: string,
  { in: terminal }: { in?: string } = {},
): Condition<Seen> {
  return {
    name: `printed ${pattern.source}`,
    start: () => ({ isMet: false, lengths: {} }),
    step: (seen, moment) => (seen.isMet ? seen : readTerminals(seen, moment, pattern, terminal)),
    isMet: ({ isMet }) => isMet,
    missing: () => fill(notPrinted, { example }),
  };
}

function readTerminals(seen: Seen, moment: Moment, pattern: RegExp, name?: string): Seen {
  let lengths = seen.lengths;
  let isMet = false;
  const only = name === undefined ? undefined : moment.terminalOf(name);
  for (const { id, output } of moment.world.terminals.values()) {
    const start = lengths[id] ?? (moment.record === null ? output.length : 0);
    if (lengths[id] === output.length) continue;
    lengths = { ...lengths, [id]: output.length };
    if (name !== undefined && only !== id) continue;
    const pieces = [...listItems(output, start)].filter(({ isEcho }) => !isEcho);
    if (pattern.test(pieces.map(({ text }) => text).join(''))) isMet = true;
  }
  return lengths === seen.lengths && !isMet ? seen : { isMet, lengths };
}

/** An event of any kind, by a test of the lesson's own. */
export function eventHappened(
  name: string,
  test: (record: EventRecord, world: World) => boolean,
  missing: Text,
): Condition {
  return overHistory(
    name,
    (record, { world }) => test(record, world),
    () => missing,
  );
}

const notArrived = t('No `{type}` has arrived{at} yet.', '还没有 `{type}` 到达{at}。');

export interface MessageWish {
  /** Host of the process that gets it. */
  readonly at?: string;
  /** Host of the process that sent it. */
  readonly from?: string;
  readonly where?: (message: Message & Readonly<Record<string, unknown>>) => boolean;
  /** Says what is missing instead of the standard sentence. */
  readonly missing?: Text;
}

/** A protocol message of this type was delivered, for example `PROPOSAL`. */
export function messageArrived(type: string, wish: MessageWish = {}): Condition {
  const { at, from, where, missing } = wish;
  return overHistory(
    `messageArrived ${type}`,
    (record, { world }) => {
      const { event, pid } = record;
      if (event.type !== 'message' || event.message.type !== type) return false;
      // Who gets it may have ended by it.
      if (at !== undefined && identityIn(world.identities, pid)?.host !== at) return false;
      if (from !== undefined && senderOf(world, record) !== from) return false;
      return where === undefined || where(event.message as Parameters<typeof where>[0]);
    },
    () =>
      missing ?? {
        en: fill(notArrived, { type, at: at === undefined ? '' : ` at \`${at}\`` }).en,
        zh: fill(notArrived, { type, at: at === undefined ? '' : ` \`${at}\`` }).zh,
      },
  );
}

/** Host at the other end of a message's connection than the process that got it. */
export function senderOf(world: World, { event, pid }: EventRecord): string | undefined {
  if (event.type !== 'message') return undefined;
  const ends = world.connections.get(event.connection)?.ends;
  return (ends?.[0].pid === pid ? ends[1] : ends?.[0])?.address.host;
}

const notBroken = t('No promise has been broken so far.', '到目前为止没有任何承诺被打破。');

/** An invariant was violated (possible with a planted fault only). */
export function promiseBroken(invariant?: string): Condition {
  return {
    name: `promiseBroken ${invariant ?? ''}`,
    start: () => null,
    step: (memory) => memory,
    isMet: (_memory, { world }) =>
      world.violations.some((one) => invariant === undefined || one.invariant === invariant),
    missing: () => notBroken,
  };
}
