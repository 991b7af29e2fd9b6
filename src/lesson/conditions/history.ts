/**
 * Conditions over what happened: typed lines, printed text, delivered messages, fired watches.
 *
 * Mirrors: nothing upstream. Departs: nothing.
 */
import type { EventRecord, Message, World, ZnodeDetails } from '../../engine/index.ts';
import { listItems } from '../../engine/index.ts';
import type { Condition, Moment } from '../condition.ts';
import { overHistory } from '../condition.ts';
import { authority, znodeOf } from '../observation.ts';
import type { Text } from '../text.ts';

import { fill, t } from '../text.ts';

const notTyped = t('Nobody has typed `{example}` yet.', '还没有人输入 `{example}`。');
const notTypedIn = t(
  'Nobody has typed `{example}` in terminal {terminal} yet.',
  '终端 {terminal} 里还没有输入过 `{example}`。',
);

/** A line that matches was typed, in the named terminal or in any. `example` is what to say. */
export function commandTyped(
  pattern: RegExp,
  example: string,
  { in: terminal }: { in?: string } = {},
): Condition {
  return overHistory(
    `commandTyped ${pattern.source}`,
    ({ event }, moment) => {
      if (event.type !== 'operator.type') return false;
      if (terminal !== undefined && moment.terminalOf(terminal) !== event.terminal) return false;
      return event.text.split('\n').some((line) => pattern.test(line.trim()));
    },
    () =>
      fill(terminal === undefined ? notTyped : notTypedIn, { example, terminal: terminal ?? '' }),
  );
}

type Stat = ZnodeDetails['stat'];

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
  readonly where?: (message: Message & Readonly<Record<string, unknown>>) => boolean;
  /** Says what is missing instead of the standard sentence. */
  readonly missing?: Text;
}

/** A protocol message of this type was delivered, for example `PROPOSAL`. */
export function messageArrived(type: string, { at, where, missing }: MessageWish = {}): Condition {
  return overHistory(
    `messageArrived ${type}`,
    ({ event, pid }, { world }) => {
      if (event.type !== 'message' || event.message.type !== type) return false;
      if (at !== undefined && world.processes.get(pid)?.info.host !== at) return false;
      return where === undefined || where(event.message as Parameters<typeof where>[0]);
    },
    () =>
      missing ?? {
        en: fill(notArrived, { type, at: at === undefined ? '' : ` at \`${at}\`` }).en,
        zh: fill(notArrived, { type, at: at === undefined ? '' : ` \`${at}\`` }).zh,
      },
  );
}

const notRead = t('Nobody has read `{path}` in that way yet.', '还没有人这样读过 `{path}`。');

/** A client read a value that the service has already replaced. */
export function staleRead(path: string): Condition {
  return readWas(path, (seen, newest) => seen < newest);
}

/** A client read the newest value there is. */
export function freshRead(path: string): Condition {
  return readWas(path, (seen, newest) => seen === newest);
}

function readWas(path: string, fits: (seen: bigint, newest: bigint) => boolean): Condition {
  return overHistory(
    `read of ${path}`,
    ({ event }, { world }) => {
      if (event.type !== 'message' || event.message.type !== 'GetDataResponse') return false;
      const { stat } = event.message as { type: string; stat?: Stat };
      const server = authority(world);
      const newest = server && znodeOf(server, path)?.stat;
      // A reply names no path: the transaction that made the znode does.
      if (newest === undefined || stat?.czxid !== newest.czxid) return false;
      return fits(stat.mzxid, newest.mzxid);
    },
    () => fill(notRead, { path }),
  );
}

const notFired = t(
  'No watch on `{path}` has fired `{type}` yet.',
  '`{path}` 上还没有触发过 `{type}` 监视。',
);

/** A client was told of a watch event. */
export function watchFired(path: string, eventType: string): Condition {
  return messageArrived('WatcherEvent', {
    where: (message) => message['path'] === path && message['eventType'] === eventType,
    missing: fill(notFired, { path, type: eventType }),
  });
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
