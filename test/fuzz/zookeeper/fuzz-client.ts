/**
 * The workload: a program that keeps a few requests under way through the real client library and
 * writes down what it asked, what it was told, and when.
 */
import type { Behavior, Env, Step } from '../../../src/engine/kernel/behavior.ts';
import type { NodeEvent } from '../../../src/engine/kernel/events.ts';
import type { Turn } from '../../../src/engine/kernel/turn.ts';
import { nextInteger, splitStream } from '../../../src/engine/kernel/random.ts';
import type { PersistentList } from '../../../src/engine/kernel/persistent-list.ts';
import { emptyList, listPush } from '../../../src/engine/kernel/persistent-list.ts';
import type { ClientState, ClientTurn } from '../../../src/engine/zookeeper/client/index.ts';
import {
  clientEvent,
  clientRequest,
  clientTurn,
  isAlive,
  openClient,
  parseConnectString,
} from '../../../src/engine/zookeeper/client/index.ts';
import { ErrorCode } from '../../../src/engine/zookeeper/protocol/error-codes.ts';
import type { RequestBody } from '../../../src/engine/zookeeper/protocol/client-messages.ts';
import { OPEN_ACL_UNSAFE } from '../../../src/engine/zookeeper/protocol/records.ts';

/** A request as its client saw it; `seq` orders everything one client saw. */
export interface Operation {
  readonly id: number;
  readonly session: string;
  readonly body: RequestBody;
  readonly invokedMs: number;
  readonly seqInvoked: number;
  /** Null while nobody has answered. */
  readonly respondedMs: number | null;
  readonly seqResponded: number;
  readonly err: number;
  readonly zxid: bigint;
  readonly data: string | null;
  readonly mzxid: bigint;
  /** Created path. */
  readonly path: string;
}

/** A watch event as its client saw it. */
export interface SeenEvent {
  readonly seq: number;
  readonly session: string;
  readonly type: string;
  readonly path: string | null;
}

/** Memory of the workload program. */
export interface FuzzClientState {
  readonly client: ClientState;
  readonly name: string;
  readonly connect: string;
  readonly random: number;
  /** How often each kind of request comes. */
  readonly workload: readonly number[];
  readonly sessionTimeoutMs: number;
  readonly seq: number;
  readonly nextId: number;
  readonly opened: number;
  readonly operations: PersistentList<Operation>;
  readonly pending: readonly Operation[];
  readonly events: PersistentList<SeenEvent>;
}

const PATHS = ['/a', '/b', '/c'];
const PENDING_MAX = 3;
/** Weights when nothing is said. */
const EVENLY = '2,2,1,0,0,0,0,0,0';

type T = Turn<FuzzClientState>;

/** argv: name, connection string, seed, weights of the kinds of requests, session timeout. */
export const fuzzClient: Behavior<FuzzClientState> = {
  name: 'FuzzClient',
  start(process, env) {
    const [, name = 'c', connect = '', seed = '1', weights = EVENLY, timeout = '6000'] =
      process.argv;
    const sessionTimeoutMs = Number(timeout);
    const effects: T['effects'] = [];
    const opened = open(connect, `${name}-0`, Number(seed), sessionTimeoutMs, env, effects);
    const state: FuzzClientState = {
      client: opened.state,
      name,
      connect,
      random: splitStream(Number(seed), 'workload'),
      workload: weights.split(',').map(Number),
      sessionTimeoutMs,
      seq: 0,
      nextId: 0,
      opened: 0,
      operations: emptyList(),
      pending: [],
      events: emptyList(),
    };
    const turn: T = { state, effects, env };
    if (name === 'c1') for (const path of PATHS) request(turn, createOf(path, 'init'));
    arm(turn);
    return [turn.state, turn.effects];
  },
  step(state, event, env): Step<FuzzClientState> {
    const turn: T = { state, effects: [], env };
    if (event.type === 'timer' && event.name === 'workload') {
      work(turn);
      arm(turn);
    } else withClient(turn, (client) => clientEvent(client, event as NodeEvent));
    if (!isAlive(turn.state.client)) reopen(turn);
    return [turn.state, turn.effects];
  },
};

function open(
  connect: string,
  name: string,
  seed: number,
  sessionTimeoutMs: number,
  env: Env,
  effects: T['effects'],
): ClientTurn {
  const parsed = parseConnectString(connect);
  if ('exception' in parsed) throw new Error(parsed.message);
  const options = { name, connect: parsed, sessionTimeoutMs, seed };
  return openClient({ ...options, isLogging: false }, env, effects);
}

/** The session expired: a new one. */
function reopen(turn: T): void {
  const opened = turn.state.opened + 1;
  const { connect, name, random, sessionTimeoutMs } = turn.state;
  const { env, effects } = turn;
  const client = open(connect, `${name}-${opened}`, random, sessionTimeoutMs, env, effects).state;
  // Nobody will answer what was asked in the old session.
  change(turn, { opened, client, pending: [] });
}

function arm(turn: T): void {
  turn.effects.push({ type: 'setTimer', name: 'workload', delayMs: 40 + draw(turn, 260) });
}

/** Field by field: a spread costs many times as much. */
function change(turn: T, parts: Partial<FuzzClientState>): void {
  const { state } = turn;
  turn.state = {
    client: parts.client ?? state.client,
    name: state.name,
    connect: state.connect,
    random: parts.random ?? state.random,
    workload: state.workload,
    sessionTimeoutMs: state.sessionTimeoutMs,
    seq: parts.seq ?? state.seq,
    nextId: parts.nextId ?? state.nextId,
    opened: parts.opened ?? state.opened,
    operations: parts.operations ?? state.operations,
    pending: parts.pending ?? state.pending,
    events: parts.events ?? state.events,
  };
}

function draw(turn: T, bound: number): number {
  const [value, random] = nextInteger(turn.state.random, bound);
  change(turn, { random });
  return value;
}

function createOf(path: string, data: string, mode: 'PERSISTENT' | 'EPHEMERAL' = 'PERSISTENT') {
  const acl = OPEN_ACL_UNSAFE;
  return { type: 'CreateRequest', path, data, acl, mode, withStat: false } as const;
}

function work(turn: T): void {
  if (turn.state.pending.length >= PENDING_MAX) return;
  const path = PATHS[draw(turn, PATHS.length)]!;
  const value = `${turn.state.name}:${turn.state.nextId}`;
  const set = (other: string) => ({ path: other, data: value, version: -1 });
  switch (kindOf(turn)) {
    case 0:
      return request(turn, { type: 'SetDataRequest', ...set(path) });
    case 1:
      return request(turn, { type: 'GetDataRequest', path, watch: draw(turn, 2) === 0 });
    case 2: {
      const acl = OPEN_ACL_UNSAFE;
      const mode = 'PERSISTENT_SEQUENTIAL';
      const sequential = { type: 'CreateRequest', path: '/s-', data: value, acl, mode } as const;
      return request(turn, { ...sequential, withStat: false });
    }
    case 3:
      return request(turn, createOf(`/e-${turn.state.name}`, value, 'EPHEMERAL'));
    case 4:
      return request(turn, { type: 'DeleteRequest', path: '/c', version: -1 });
    case 5:
      return request(turn, createOf('/c', value));
    case 6:
      request(turn, { type: 'SyncRequest', path });
      return request(turn, { type: 'GetDataRequest', path, watch: false });
    case 7:
      return request(turn, {
        type: 'MultiRequest',
        ops: [
          { type: 'setData', ...set('/a') },
          { type: 'setData', ...set('/b') },
        ],
      });
    default:
      // A write and a read behind it, without waiting: the read must see the write.
      request(turn, { type: 'SetDataRequest', ...set(path) });
      return request(turn, { type: 'GetDataRequest', path, watch: false });
  }
}

/** A kind of request, by this run's weights; every kind comes now and then. */
function kindOf(turn: T): number {
  const weights = turn.state.workload.map((weight) => weight * 3 + 1);
  let left = draw(
    turn,
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  const kind = weights.findIndex((weight) => (left -= weight) < 0);
  return Math.max(0, kind);
}

function request(turn: T, body: RequestBody): void {
  const { nextId, seq } = turn.state;
  const operation: Operation = {
    id: nextId,
    session: '',
    body,
    invokedMs: turn.env.nowMs,
    seqInvoked: seq,
    respondedMs: null,
    seqResponded: -1,
    err: 0,
    zxid: 0n,
    data: null,
    mzxid: 0n,
    path: '',
  };
  const pending = [...turn.state.pending, operation];
  change(turn, { nextId: nextId + 1, seq: seq + 1, pending });
  withClient(turn, (client) => clientRequest(client, body, nextId));
}

function withClient(turn: T, act: (client: ClientTurn) => void): void {
  const client = clientTurn(turn.state.client, turn.env, turn.effects);
  act(client);
  change(turn, { client: client.state });
  if (client.outcomes.length === 0) return;
  const session = `${turn.state.name}/${turn.state.opened}`;
  for (const outcome of client.outcomes) {
    const { seq } = turn.state;
    change(turn, { seq: seq + 1 });
    if (outcome.type === 'event') {
      const { type, path } = outcome.event;
      const events = listPush(turn.state.events, { seq, session, type, path });
      change(turn, { events });
    } else if (outcome.type === 'reply') {
      const operation = turn.state.pending.find(({ id }) => id === outcome.tag);
      if (operation === undefined) continue;
      const pending = turn.state.pending.filter((other) => other !== operation);
      const { reply } = outcome;
      const done: Operation = {
        id: operation.id,
        session,
        body: operation.body,
        invokedMs: operation.invokedMs,
        seqInvoked: operation.seqInvoked,
        respondedMs: reply === null ? null : turn.env.nowMs,
        seqResponded: seq,
        err: outcome.err,
        zxid: reply?.zxid ?? 0n,
        data: reply?.data ?? null,
        mzxid: reply?.stat?.mzxid ?? 0n,
        path: reply?.path ?? '',
      };
      const operations = listPush(turn.state.operations, done);
      change(turn, { pending, operations });
      const isMissing =
        outcome.err === ErrorCode.NONODE && operation.body.type === 'SetDataRequest';
      if (isMissing) request(turn, createOf((operation.body as { path: string }).path, 'again'));
    }
  }
}
