/**
 * What recipes ask of the world: requests, watch events, time, a key press; each request is printed
 * as the zkCli.sh command it stands for.
 *
 * Mirrors: the ZooKeeper calls that the recipes of the documentation name, 3.8.0.
 * Departs: these programs are the playground's own; upstream ships libraries instead.
 * Read next: locks.ts, recipe.ts.
 */
import type {
  ClientReply,
  CreateMode,
  RequestBody,
  Stat,
  WatchedEvent,
} from '../../../engine/zookeeper/index.ts';
import {
  codeMessage,
  ErrorCode,
  OPEN_ACL_UNSAFE,
  parentPathOf,
} from '../../../engine/zookeeper/index.ts';
import type { ScriptOutput } from '../../program/script.ts';

/** A call that a recipe waits for. */
export type RecipeCall =
  | { readonly type: 'request'; readonly body: RequestBody }
  /** The next event of a watch on this path. */
  | { readonly type: 'event'; readonly path: string }
  /** A connection with a session; answered at once when there is one. */
  | { readonly type: 'connected' }
  /** Enter, or the end of the input. */
  | { readonly type: 'line' }
  | { readonly type: 'sleep'; readonly ms: number }
  | { readonly type: 'close' };

/** What a call gives back; the type follows the call's. */
export type RecipeResult =
  | { readonly type: 'reply'; readonly err: number; readonly reply: ClientReply | null }
  | { readonly type: 'event'; readonly event: WatchedEvent }
  | { readonly type: 'connected'; readonly sessionId: string }
  | { readonly type: 'line'; readonly text: string | null }
  | { readonly type: 'done' };

/** A piece of a recipe. */
export type Recipe<Value> = Generator<RecipeCall, Value, RecipeResult>;

/** The recipe cannot go on; its message is the last thing printed. */
export class RecipeFailure extends Error {}

/** A client of one recipe: the calls, printed and counted. */
export class RecipeClient {
  readonly #output: ScriptOutput;
  #requests = 0;
  #events = 0;

  constructor(output: ScriptOutput) {
    this.#output = output;
  }

  /** Prints a sentence. */
  say(text: string): void {
    this.#output.out(`${text}\n`);
  }

  /** What the recipe has cost so far. */
  get cost(): string {
    return `${this.#requests} requests, ${this.#events} watch events`;
  }

  /** Waits for a session; its id as hexadecimal text. */
  *session(): Recipe<string> {
    const result = yield { type: 'connected' };
    return result.type === 'connected' ? result.sessionId : '';
  }

  *sleep(ms: number): Recipe<void> {
    yield { type: 'sleep', ms };
  }

  /** Waits for Enter. */
  *line(): Recipe<void> {
    yield { type: 'line' };
  }

  /** Waits for the next event of a watch. */
  *event(path: string): Recipe<WatchedEvent | null> {
    const result = yield { type: 'event', path };
    if (result.type !== 'event') return null;
    this.#events++;
    this.say(`  event ${result.event.type} ${path}`);
    return result.event;
  }

  /** A write: its outcome may be unknown (CONNECTIONLOSS). */
  *#write(command: string, body: RequestBody): Recipe<{ err: number; reply: ClientReply | null }> {
    this.#requests++;
    const result = yield { type: 'request', body };
    if (result.type !== 'reply') throw new RecipeFailure('no reply');
    const { err, reply } = result;
    const made = reply?.path === undefined ? '' : ` = ${reply.path}`;
    this.say(err === ErrorCode.OK ? `  ${command}${made}` : `  ${command}: ${codeMessage(err)}`);
    if (err === ErrorCode.SESSIONEXPIRED) throw new RecipeFailure('The session has expired.');
    if (err === ErrorCode.CONNECTIONLOSS) {
      this.say('  nobody knows whether it was done; waiting for the connection');
      yield* this.session();
    }
    return { err, reply };
  }

  /** A read: simply done again after the connection was lost. */
  *#read(command: string, body: RequestBody): Recipe<ClientReply | null> {
    for (;;) {
      const { err, reply } = yield* this.#write(command, body);
      if (err === ErrorCode.OK) return reply;
      if (err === ErrorCode.NONODE) return null;
      if (err !== ErrorCode.CONNECTIONLOSS) throw new RecipeFailure(codeMessage(err));
    }
  }

  /** A new node's path; the error code when it was not made. */
  *create(path: string, data: string | null, mode: CreateMode): Recipe<string | number> {
    const flags = flagsOf(mode);
    const command = `create ${flags}${path}${data === null ? '' : ` ${data}`}`;
    const body = {
      type: 'CreateRequest',
      path,
      data,
      acl: OPEN_ACL_UNSAFE,
      mode,
      withStat: false,
    } as const;
    const { err, reply } = yield* this.#write(command, body);
    return err === ErrorCode.OK ? (reply?.path ?? path) : err;
  }

  /**
   * An ephemeral sequential node that is surely made once: its name carries the session's id, so that
   * it is found again when the reply was lost.
   */
  *createOwn(parent: string, kind: string, data: string | null): Recipe<string> {
    const prefix = `x-${yield* this.session()}-${kind}-`;
    for (;;) {
      const made = yield* this.create(`${parent}/${prefix}`, data, 'EPHEMERAL_SEQUENTIAL');
      if (typeof made === 'string') return made;
      if (made !== ErrorCode.CONNECTIONLOSS) throw new RecipeFailure(codeMessage(made));
      const found = (yield* this.children(parent, false)).find((name) => name.startsWith(prefix));
      if (found !== undefined) return `${parent}/${found}`;
    }
  }

  /** Makes a path and its parents, unless they are there. */
  *ensure(path: string): Recipe<void> {
    if (path === '/' || (yield* this.exists(path, false)) !== null) return;
    yield* this.ensure(parentPathOf(path));
    yield* this.create(path, null, 'PERSISTENT');
  }

  *children(path: string, watch: boolean): Recipe<readonly string[]> {
    const command = `ls ${watch ? '-w ' : ''}${path}`;
    const reply = yield* this.#read(command, { type: 'GetChildrenRequest', path, watch });
    return [...(reply?.children ?? [])].sort((a, b) => suffixOf(a) - suffixOf(b) || order(a, b));
  }

  *exists(path: string, watch: boolean): Recipe<Stat | null> {
    const command = `stat ${watch ? '-w ' : ''}${path}`;
    const reply = yield* this.#read(command, { type: 'ExistsRequest', path, watch });
    return reply?.stat ?? null;
  }

  *data(path: string, watch: boolean): Recipe<{ data: string | null; stat: Stat } | null> {
    const command = `get ${watch ? '-w ' : ''}${path}`;
    const reply = yield* this.#read(command, { type: 'GetDataRequest', path, watch });
    return reply?.stat === undefined ? null : { data: reply.data ?? null, stat: reply.stat };
  }

  /** The error code. */
  *set(path: string, data: string, version: number): Recipe<number> {
    const body = { type: 'SetDataRequest', path, data, version } as const;
    return (yield* this.#write(`set -v ${version} ${path} ${data}`, body)).err;
  }

  /** The error code. */
  *delete(path: string): Recipe<number> {
    const body = { type: 'DeleteRequest', path, version: -1 } as const;
    return (yield* this.#write(`delete ${path}`, body)).err;
  }
}

function flagsOf(mode: CreateMode): string {
  const isEphemeral = mode.startsWith('EPHEMERAL');
  return `${isEphemeral ? '-e ' : ''}${mode.includes('SEQUENTIAL') ? '-s ' : ''}`;
}

/** The number that the server appended to a sequential node's name; -1 when there is none. */
export function suffixOf(name: string): number {
  const digits = /(\d{10})$/.exec(name)?.[1];
  return digits === undefined ? -1 : Number(digits);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
