/**
 * A small program that uses everything a program may use: it talks to its peers, sets timers,
 * writes and syncs, and draws random numbers. Kernel tests run crowds of it.
 */
import type {
  Behavior,
  Effect,
  HostSpec,
  KernelOptions,
  NodeEvent,
  OperatorAction,
} from '../../../src/engine/index.ts';
import { nextRandom } from '../../../src/engine/index.ts';

export interface ChatterState {
  readonly peers: readonly string[];
  readonly random: number;
  readonly open: readonly number[];
  readonly heard: number;
  readonly written: number;
  readonly synced: number;
}

const PORT = 7000;

/** argv: the names of its peers. */
export const chatter: Behavior<ChatterState> = {
  name: 'chatter',
  start(process) {
    const peers = process.argv.slice(1);
    const state = { peers, random: process.seed, open: [], heard: 0, written: 0, synced: 0 };
    return [
      state,
      [
        { type: 'listen', port: PORT },
        { type: 'mkdir', path: '/log' },
        { type: 'setTimer', name: 'talk', delayMs: 5 },
      ],
    ];
  },
  step(state, event) {
    return stepChatter(state, event);
  },
};

function stepChatter(state: ChatterState, event: NodeEvent): readonly [ChatterState, Effect[]] {
  switch (event.type) {
    case 'timer': {
      const [draw, random] = nextRandom(state.random);
      const effects: Effect[] = [{ type: 'setTimer', name: 'talk', delayMs: 3 + draw * 20 }];
      const connection = state.open[Math.floor(draw * state.open.length)];
      if (connection !== undefined) {
        const message = { type: 'HELLO', draw } as const;
        effects.push(
          { type: 'append', path: '/log/said', chunk: `${draw}\n` },
          { type: 'sync', path: '/log/said', token: 'said' },
          { type: 'send', connection, message },
        );
      } else if (state.peers.length > 0) {
        const host = state.peers[Math.floor(draw * state.peers.length)]!;
        effects.push({ type: 'connect', token: host, host, port: PORT });
      }
      return [{ ...state, random, written: state.written + 1 }, effects];
    }
    case 'connection.opened':
      return [{ ...state, open: [...state.open, event.connection] }, []];
    case 'connection.closed':
      return [{ ...state, open: state.open.filter((id) => id !== event.connection) }, []];
    case 'message': {
      const effects: Effect[] = [];
      if (event.message.type === 'HELLO') {
        const message = { ...event.message, type: 'THANKS' };
        effects.push({ type: 'send', connection: event.connection, message });
      }
      return [{ ...state, heard: state.heard + 1 }, effects];
    }
    case 'disk.synced':
      return [{ ...state, synced: state.synced + 1 }, []];
    default:
      return [state, []];
  }
}

/** A world of chatters, each knowing all others. */
export function chatterOptions(seed: number, count: number): KernelOptions {
  const names = Array.from({ length: count }, (_, i) => `h${i + 1}`);
  const hosts = names.map((name, i): HostSpec => {
    const peers = names.filter((other) => other !== name);
    return {
      name,
      ip: `10.0.0.${i + 1}`,
      boot: [{ program: 'chatter', argv: ['chatter', ...peers] }],
    };
  });
  return { seed, hosts, programs: { chatter }, isStrict: true };
}

/** Key of the chatter on a host. */
export function chatterKey(host: string, count: number): string {
  const names = Array.from({ length: count }, (_, i) => `h${i + 1}`);
  return [`${host}/chatter`, ...names.filter((name) => name !== host)].join(' ');
}

/** Operator actions that a test draws from. */
export function someAction(draw: number, which: number, count: number): OperatorAction {
  const host = `h${(which % count) + 1}`;
  const other = `h${((which + 1) % count) + 1}`;
  const key = chatterKey(host, count);
  const actions: OperatorAction[] = [
    { type: 'operator.signal', key, signal: 'KILL' },
    { type: 'operator.restart', key },
    { type: 'operator.signal', key, signal: 'STOP' },
    { type: 'operator.signal', key, signal: 'CONT' },
    { type: 'operator.powerOff', host },
    { type: 'operator.powerOn', host },
    {
      type: 'operator.addRule',
      rule: { id: `cut ${host}`, kind: 'cut', from: host, to: other, isTwoWay: which % 2 === 0 },
    },
    { type: 'operator.removeRule', id: `cut ${host}` },
    {
      type: 'operator.addRule',
      rule: { id: 'loss', kind: 'loss', from: '*', to: host, probability: 0.3 },
    },
    {
      type: 'operator.addRule',
      rule: { id: 'late', kind: 'latency', from: host, to: '*', extraMs: 12 },
    },
    { type: 'operator.addRule', rule: { id: 'slow', kind: 'slowDisk', host, extraMs: 30 } },
    { type: 'operator.addRule', rule: { id: 'full', kind: 'fullDisk', host } },
    { type: 'operator.removeRule', id: 'full' },
  ];
  return actions[draw % actions.length]!;
}
