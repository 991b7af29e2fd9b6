/**
 * Conditions over what happened: printed text, requests, delivered messages, fired watches.
 */
import type { EventRecord, Message, World, ZnodeDetails } from '../../engine/index.ts';
import { identityIn, listItems } from '../../engine/index.ts';
import type { Condition, Moment } from '../condition.ts';
import { overHistory } from '../condition.ts';
import { authority, znodeOf } from '../observation.ts';
import type { Text } from '../text.ts';

import { fill, t } from '../text.ts';

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
function senderOf(world: World, { event, pid }: EventRecord): string | undefined {
  if (event.type !== 'message') return undefined;
  const ends = world.connections.get(event.connection)?.ends;
  return (ends?.[0].pid === pid ? ends[1] : ends?.[0])?.address.host;
}

const READS = new Set([
  'GetDataRequest',
  'ExistsRequest',
  'GetChildrenRequest',
  'GetChildren2Request',
]);
const notAsked = t('Nobody has asked for `{path}` yet.', '还没有人查看过 `{path}`。');
const notAskedFrom = t(
  'No client on `{from}` has asked for `{path}` yet.',
  '`{from}` 上还没有客户端查看过 `{path}`。',
);

/** A client asked for one of these znodes: its data, its stat or its children, by any command. */
export function clientAsked(
  paths: readonly [string, ...string[]],
  { from }: { from?: string } = {},
): Condition {
  return overHistory(
    `clientAsked ${paths.join()}`,
    (record, { world }) => {
      const { event } = record;
      if (event.type !== 'message' || !READS.has(event.message.type)) return false;
      const { path } = event.message as unknown as { path: string };
      return paths.includes(path) && (from === undefined || senderOf(world, record) === from);
    },
    () => fill(from === undefined ? notAsked : notAskedFrom, { path: paths[0], from: from ?? '' }),
  );
}

interface Write {
  /** The latest conditional request, as connection and xid. */
  readonly asked: string;
  readonly isMet: boolean;
}

const notAccepted = t(
  'No `set` of `{path}` to `{data}` that names the right version (`-v`) has been accepted yet.',
  '还没有哪次把 `{path}` 设为 `{data}`、带着正确版本（`-v`）的 `set` 被接受。',
);

/** A client wrote this data on the condition of a version, and the server did it. */
export function writtenWithVersion(
  path: string,
  data: string,
  { from }: { from?: string } = {},
): Condition<Write> {
  return {
    name: `writtenWithVersion ${path} ${data}`,
    start: () => ({ asked: '', isMet: false }),
    step: (memory, { record, world }) => {
      if (memory.isMet || record?.event.type !== 'message') return memory;
      const { connection } = record.event;
      const message = record.event.message as Message & Readonly<Record<string, unknown>>;
      const key = `${connection} ${String(message['xid'])}`;
      if (message.type === 'SetDataResponse') {
        return key === memory.asked && message['err'] === 0 ? { ...memory, isMet: true } : memory;
      }
      if (message.type !== 'SetDataRequest' || message['version'] === -1) return memory;
      if (message['path'] !== path || message['data'] !== data) return memory;
      if (from !== undefined && senderOf(world, record) !== from) return memory;
      return { ...memory, asked: key };
    },
    isMet: ({ isMet }) => isMet,
    missing: () => fill(notAccepted, { path, data }),
  };
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

/** A client was told of a watch event. `example` is how a pattern is written in a sentence. */
export function watchFired(path: string | RegExp, eventType: string, example = ''): Condition {
  const isIt = (told: unknown) =>
    typeof path === 'string' ? told === path : path.test(String(told));
  return messageArrived('WatcherEvent', {
    where: (message) => isIt(message['path']) && message['eventType'] === eventType,
    missing: fill(notFired, { path: typeof path === 'string' ? path : example, type: eventType }),
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
