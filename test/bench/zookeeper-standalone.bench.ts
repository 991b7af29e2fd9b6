/**
 * One standalone ZooKeeper server with ten clients, every client with the whole client library.
 *
 * - zookeeper.standalone.messagesPerSecond: messages delivered in a second of processor time, while each client
 *   keeps eight requests under way, one write to three reads. Log, flushes, watches, sessions, kernel
 *   and the timeline's history are all on.
 */
import type { Behavior, Step } from '../../src/engine/index.ts';
import type { ClientState } from '../../src/engine/zookeeper/index.ts';
import { Timeline } from '../../src/engine/index.ts';
import {
  clientEvent,
  clientRequest,
  clientTurn,
  OPEN_ACL_UNSAFE,
  openClient,
  parseConnectString,
  isConnectStringFault,
} from '../../src/engine/zookeeper/index.ts';
import type { Figure } from './figure.ts';
import { best, cpuSeconds } from './figure.ts';
import { zookeeper } from '../../src/engine/zookeeper/index.ts';

const CLIENTS = 10;
const UNDER_WAY = 8;

interface LoadState {
  readonly client: ClientState;
  readonly path: string;
  readonly sent: number;
}

/** A client that answers every reply with the next request. */
const loadClient: Behavior<LoadState> = {
  name: 'loadClient',
  start(process, env) {
    const connect = parseConnectString('zk1:2181');
    if (isConnectStringFault(connect)) throw new Error('connect string');
    const turn = openClient(
      { name: 'load', connect, sessionTimeoutMs: 30_000, seed: process.seed },
      env,
    );
    const path = `/${process.argv[1]!}`;
    clientRequest(turn, {
      type: 'CreateRequest',
      path,
      data: '',
      acl: OPEN_ACL_UNSAFE,
      mode: 'PERSISTENT',
      withStat: false,
    });
    return [{ client: turn.state, path, sent: 0 }, turn.effects];
  },
  step(state, event, env): Step<LoadState> {
    const turn = clientTurn(state.client, env);
    clientEvent(turn, event);
    let { sent } = state;
    for (const outcome of turn.outcomes) {
      if (outcome.type !== 'reply') continue;
      const count = sent === 0 ? UNDER_WAY : 1;
      for (let i = 0; i < count; i++) sent = request(turn, state.path, sent);
    }
    return [{ client: turn.state, path: state.path, sent }, turn.effects];
  },
};

function request(turn: ReturnType<typeof clientTurn>, path: string, sent: number): number {
  if (sent % 4 === 0) {
    clientRequest(turn, { type: 'SetDataRequest', path, data: `value ${sent}`, version: -1 });
  } else clientRequest(turn, { type: 'GetDataRequest', path, watch: false });
  return sent + 1;
}

function newTimeline(): Timeline {
  const text = 'tickTime=2000\ndataDir=/data\nclientPort=2181\n';
  return new Timeline({
    seed: 1,
    isStrict: true,
    programs: { ...zookeeper.programs, loadClient: loadClient as Behavior },
    invariants: zookeeper.invariants,
    wallClockStartMs: Date.UTC(2026, 10, 21),
    hosts: [
      {
        name: 'zk1',
        ip: '10.0.0.11',
        files: { '/zoo.cfg': text },
        folders: ['/data'],
        boot: [{ program: 'QuorumPeerMain', argv: ['QuorumPeerMain', '/zoo.cfg'] }],
      },
      {
        name: 'client1',
        ip: '10.0.0.101',
        boot: Array.from({ length: CLIENTS }, (_, i) => ({
          program: 'loadClient',
          argv: ['loadClient', `n${i}`],
        })),
      },
    ],
  });
}

/** Messages delivered while the timeline takes this many events. */
function messages(timeline: Timeline, events: number): number {
  let count = 0;
  timeline.advance({
    maxEvents: events,
    stop: ({ event }) => {
      if (event.type === 'message') count++;
      return false;
    },
  });
  return count;
}

export function* figures(): Generator<Figure> {
  const timeline = newTimeline();
  messages(timeline, 60_000);
  const rates = Array.from({ length: 4 }, () => {
    let count = 0;
    const seconds = cpuSeconds(() => (count = messages(timeline, 100_000)));
    return count / seconds;
  });
  yield { name: 'zookeeper.standalone.messagesPerSecond', value: best(rates), unit: '1/s' };
}
