/**
 * From a seed to a run: how many servers and clients, and which faults at which times.
 */
import { nextInteger, splitStream } from '../../src/engine/kernel/random.ts';
import type { OperatorAction } from '../../src/engine/kernel/operator-action.ts';
import type { FaultRule } from '../../src/engine/kernel/fault-rules.ts';

/** One act of the adversary. */
export interface ScriptLine {
  readonly atMs: number;
  readonly action: OperatorAction;
}

/** A run, all of it. Plain data: a shorter one is made by leaving lines out. */
export interface Script {
  readonly seed: number;
  readonly voters: number;
  readonly observers: number;
  readonly clients: number;
  readonly lines: readonly ScriptLine[];
  /** From here on a majority is healthy and must make progress. */
  readonly healAtMs: number;
  /** Servers (by number) that are healed. */
  readonly healed: readonly number[];
  readonly endAtMs: number;
}

/** Key of a server's process. */
export function serverKey(number: number): string {
  return `zk${number}/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg`;
}

/** Draws numbers for one seed. */
export class Draws {
  #state: number;
  constructor(seed: number, purpose: string) {
    this.#state = splitStream(seed, purpose);
  }
  /** A whole number in [0, bound). */
  below(bound: number): number {
    const [value, state] = nextInteger(this.#state, bound);
    this.#state = state;
    return value;
  }
  pick<X>(items: readonly X[]): X {
    return items[this.below(items.length)]!;
  }
}

const VOTERS = [3, 3, 3, 3, 5, 5, 3, 4, 7, 2, 1];

/** The run of a seed. */
export function scriptOf(seed: number): Script {
  const draws = new Draws(seed, 'script');
  const voters = draws.pick(VOTERS);
  const observers = voters > 1 && draws.below(4) === 0 ? 1 + draws.below(2) : 0;
  const servers = voters + observers;
  const clients = 1 + draws.below(3);
  const lines: ScriptLine[] = [];
  const episodes = 1 + draws.below(6);
  let atMs = draws.below(4) === 0 ? draws.below(300) : 400 + draws.below(1200);
  for (let i = 0; i < episodes; i++) {
    episode(draws, lines, servers, voters, atMs, i);
    atMs += draws.pick([20, 100, 300, 700, 1500, 3000]) + draws.below(200);
  }
  const healAtMs = Math.max(atMs, ...lines.map((line) => line.atMs)) + 100;
  const numbers = Array.from({ length: voters }, (_, index) => index + 1);
  const healed = shuffled(draws, numbers).slice(0, least(draws, voters));
  lines.sort((a, b) => a.atMs - b.atMs);
  return { seed, voters, observers, clients, lines, healAtMs, healed, endAtMs: healAtMs + 30_000 };
}

function least(draws: Draws, voters: number): number {
  const majority = Math.floor(voters / 2) + 1;
  return majority + draws.below(voters - majority + 1);
}

function shuffled<X>(draws: Draws, items: readonly X[]): readonly X[] {
  const left = [...items];
  const result: X[] = [];
  while (left.length > 0) result.push(...left.splice(draws.below(left.length), 1));
  return result;
}

function episode(
  draws: Draws,
  lines: ScriptLine[],
  servers: number,
  voters: number,
  atMs: number,
  index: number,
): void {
  const number = 1 + draws.below(servers);
  const key = serverKey(number);
  const host = `zk${number}`;
  const lastsMs = draws.pick([5, 30, 150, 600, 2500, 6000]) + draws.below(50);
  const add = (delayMs: number, action: OperatorAction) =>
    lines.push({ atMs: atMs + delayMs, action });
  const rule = (made: FaultRule, delayMs = 0) => {
    add(delayMs, { type: 'operator.addRule', rule: made });
    add(delayMs + lastsMs, { type: 'operator.removeRule', id: made.id });
  };
  const id = `f${index}`;
  switch (draws.below(11)) {
    case 0:
    case 1:
      add(0, { type: 'operator.signal', key, signal: 'KILL' });
      return (add(lastsMs, { type: 'operator.restart', key }), undefined);
    case 2:
    case 3:
      add(0, { type: 'operator.powerOff', host });
      return (add(lastsMs, { type: 'operator.powerOn', host }), undefined);
    case 4:
      add(0, { type: 'operator.signal', key, signal: 'STOP' });
      return (add(lastsMs, { type: 'operator.signal', key, signal: 'CONT' }), undefined);
    case 5: {
      // Some voters against the rest.
      const side = shuffled(
        draws,
        Array.from({ length: servers }, (_, i) => i + 1),
      );
      const cut = 1 + draws.below(Math.max(1, servers - 1));
      for (const a of side.slice(0, cut)) {
        for (const b of side.slice(cut)) {
          const ends = { from: `zk${a}`, to: `zk${b}`, isTwoWay: true };
          rule({ id: `${id}-${a}-${b}`, kind: 'cut', ...ends });
        }
      }
      return;
    }
    case 6: {
      const other = 1 + draws.below(voters);
      if (other === number) return;
      const isTwoWay = draws.below(2) === 0;
      return rule({ id, kind: 'cut', from: host, to: `zk${other}`, isTwoWay });
    }
    case 7:
      return rule({ id, kind: 'slowDisk', host, extraMs: draws.pick([5, 60, 400]) });
    case 8:
      return rule({ id, kind: 'loss', from: host, to: '*', probability: 0.3 });
    case 9: {
      // A server that hears late from everybody, or only from one other: then it lags for clients.
      const from = lastsMs % 2 === 0 ? '*' : `zk${1 + (number % voters)}`;
      return rule({ id, kind: 'latency', from, to: host, extraMs: draws.pick([5, 40, 300]) });
    }
    default: {
      // Everybody loses power in turn.
      for (let i = 1; i <= servers; i++) {
        const delayMs = draws.below(40);
        add(delayMs, { type: 'operator.powerOff', host: `zk${i}` });
        add(delayMs + lastsMs + draws.below(300), { type: 'operator.powerOn', host: `zk${i}` });
      }
    }
  }
}
