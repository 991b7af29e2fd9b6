/**
 * What a message is about, beyond its own fields: an ACK names a zxid, and the PROPOSAL of that zxid
 * named the znode and the session; a request names no session, and its connection does. Pure.
 */
import type { EventRecord, Message, Timeline } from '../../engine/index.ts';

export interface Facts {
  readonly paths: readonly string[];
  /** Hexadecimal with `0x`; empty when it has none. */
  readonly zxid: string;
  /** Hexadecimal with `0x`. */
  readonly sessions: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Fields in which messages keep their paths, and lists of parts that have paths of their own. */
const PATHS = ['path', 'prefixPath'] as const;
const PATH_LISTS = [
  'paths2Delete',
  'dataWatches',
  'existWatches',
  'childWatches',
  'persistentWatches',
  'persistentRecursiveWatches',
] as const;
const PARTS = ['txn', 'header', 'body', 'request', 'ops', 'txns', 'results', 'touched'] as const;
const SESSIONS = ['sessionId', 'clientId'] as const;

interface Found {
  readonly paths: Set<string>;
  readonly sessions: Set<string>;
}

/** Remembers what earlier messages told; reads each record of a run once. */
class MessageFacts {
  #read = 0;
  #sessionOf = new Map<number, string>();
  #ofZxid = new Map<string, Found>();
  #ofRequest = new Map<string, Found>();

  /** Reads what has happened since. */
  collect(timeline: Timeline): void {
    for (const { event } of timeline.recordsBetween(this.#read, timeline.length)) {
      if (event.type !== 'message') continue;
      const { connection, message } = event as MessageEvent;
      this.#learn(connection, message);
    }
    this.#read = timeline.length;
  }

  of({ connection, message }: { connection: number; message: Message }): Facts {
    const found = { paths: new Set<string>(), sessions: new Set<string>() };
    gather(message, found);
    const zxid = zxidOf(message);
    const { xid } = message as unknown as Fields;
    for (const other of [this.#ofZxid.get(zxid), this.#ofRequest.get(`${connection} ${xid}`)]) {
      other?.paths.forEach((path) => found.paths.add(path));
      other?.sessions.forEach((session) => found.sessions.add(session));
    }
    const session = this.#sessionOf.get(connection);
    if (session !== undefined) found.sessions.add(session);
    return { paths: [...found.paths], zxid, sessions: [...found.sessions] };
  }

  #learn(connection: number, message: Message): void {
    const found = { paths: new Set<string>(), sessions: new Set<string>() };
    gather(message, found);
    if (/^Connect(Request|Response)$/.test(message.type)) {
      for (const session of found.sessions) this.#sessionOf.set(connection, session);
    }
    const { xid, txn } = message as unknown as Fields;
    if (txn !== undefined) this.#ofZxid.set(zxidOf(message), found);
    else if (typeof xid === 'number' && xid > 0 && found.paths.size > 0) {
      this.#ofRequest.set(`${connection} ${xid}`, found);
    }
  }
}

type MessageEvent = Extract<EventRecord['event'], { type: 'message' }>;

const known = new WeakMap<Timeline, MessageFacts>();

/** The facts of a run, up to date. */
export function factsOf(timeline: Timeline): MessageFacts {
  let facts = known.get(timeline);
  if (facts === undefined) known.set(timeline, (facts = new MessageFacts()));
  facts.collect(timeline);
  return facts;
}

function gather(value: unknown, found: Found): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const part of value) gather(part, found);
    return;
  }
  const fields = value as Fields;
  for (const name of PATHS) {
    if (typeof fields[name] === 'string') found.paths.add(fields[name]);
  }
  for (const name of PATH_LISTS) {
    const list = fields[name];
    if (Array.isArray(list)) for (const path of list) found.paths.add(String(path));
  }
  for (const name of SESSIONS) {
    const id = fields[name];
    if (typeof id === 'bigint' && id !== 0n) found.sessions.add(hex(id));
  }
  for (const name of PARTS) gather(fields[name], found);
}

function zxidOf(message: Message): string {
  const { zxid } = message as unknown as Fields;
  return typeof zxid === 'bigint' && zxid > 0n ? hex(zxid) : '';
}

function hex(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16)}`;
}
