/**
 * From a seed to a run: how many servers and clients, how they are set up, what the clients like to do,
 * and which faults there are. Each seed draws its own mixture, so that some runs know one kind of fault
 * only, and much of it.
 */
import type { FaultRule } from '../../src/engine/kernel/fault-rules.ts';
import type { OperatorAction } from '../../src/engine/kernel/operator-action.ts';
import { nextInteger, splitStream } from '../../src/engine/kernel/random.ts';
import { addEpisode } from './episodes.ts';

/** What the adversary does. Servers may be named by their part in the play; see adversary.ts. */
export type ScriptAction =
  | OperatorAction
  /** Breaks all connections of a host. */
  | { readonly type: 'script.resetHost'; readonly host: string };

/** One act of the adversary. */
export interface ScriptLine {
  readonly atMs: number;
  readonly action: ScriptAction;
  /** Waits, from `atMs` on and until then at most, for a message of this type to arrive. */
  readonly when?: { readonly message: string; readonly untilMs: number; readonly delayMs: number };
}

/** A run, all of it. Plain data: a shorter one is made by leaving lines out. */
export interface Script {
  readonly seed: number;
  readonly voters: number;
  readonly observers: number;
  readonly clients: number;
  /** Settings of every server: lines of zoo.cfg. */
  readonly config: Readonly<Record<string, string>>;
  /** Java system properties of every server. */
  readonly properties: readonly string[];
  readonly latencyMs: readonly [number, number];
  readonly syncMs: readonly [number, number];
  /** What clients like to do; see fuzz-client.ts. */
  readonly workload: readonly number[];
  readonly sessionTimeoutMs: number;
  readonly lines: readonly ScriptLine[];
  /** From here on a majority is healthy and must make progress. */
  readonly healAtMs: number;
  /** Servers (by number) that are healed. */
  readonly healed: readonly number[];
  readonly endAtMs: number;
}

/** Key of a server's process. */
export function serverKey(host: string): string {
  return `${host}/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg`;
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
  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }
  shuffled<X>(items: readonly X[]): readonly X[] {
    const left = [...items];
    const result: X[] = [];
    while (left.length > 0) result.push(...left.splice(this.below(left.length), 1));
    return result;
  }
}

/** What is being written. */
export interface Draft {
  readonly draws: Draws;
  readonly servers: number;
  readonly voters: number;
  readonly clients: number;
  readonly lines: ScriptLine[];
}

/** Adds a fault and its end. */
export function addRule(
  { lines }: Draft,
  atMs: number,
  lastsMs: number,
  rule: FaultRule,
  when?: ScriptLine['when'],
): void {
  const action = { type: 'operator.addRule', rule } as const;
  lines.push({ atMs, action, ...(when === undefined ? {} : { when }) });
  lines.push({ atMs: atMs + lastsMs, action: { type: 'operator.removeRule', id: rule.id } });
}

const VOTERS = [3, 3, 3, 3, 3, 5, 5, 4, 6, 7, 2, 1];
/** Kinds of requests; see fuzz-client.ts. */
const WORKLOAD_KINDS = 9;

/** The run of a seed. */
export function scriptOf(seed: number): Script {
  const draws = new Draws(seed, 'script');
  const voters = draws.pick(VOTERS);
  const observers = voters > 1 && draws.oneIn(4) ? 1 + draws.below(3) : 0;
  const clients = 1 + draws.below(3);
  const servers = voters + observers;
  const draft: Draft = { draws, servers, voters, clients, lines: [] };
  const { lines } = draft;
  const kinds = mixture(draws);
  const episodes = 1 + draws.below(5);
  let atMs = draws.oneIn(4) ? draws.below(300) : 400 + draws.below(1200);
  for (let i = 0; i < episodes; i++) {
    addEpisode(draft, draws.pick(kinds), atMs, i);
    atMs += draws.pick([20, 100, 300, 700, 1500, 3000]) + draws.below(200);
  }
  const healAtMs = Math.max(atMs, ...lines.map((line) => line.atMs)) + 100;
  lines.sort((a, b) => a.atMs - b.atMs);
  const numbers = Array.from({ length: voters }, (_, index) => index + 1);
  const majority = Math.floor(voters / 2) + 1;
  const count = majority + draws.below(voters - majority + 1);
  return {
    ...{ seed, voters, observers, clients, lines, healAtMs },
    config: configOf(draws),
    properties: draws.oneIn(3)
      ? [`-Dplayground.commitLogCount=${draws.pick(['2', '5', '20'])}`]
      : [],
    latencyMs: draws.pick([
      [0.2, 0.8],
      [0.2, 0.8],
      [1, 20],
      [0.1, 60],
    ]),
    syncMs: draws.pick([
      [1, 4],
      [1, 4],
      [1, 40],
      [0.1, 0.5],
    ]),
    workload: Array.from({ length: WORKLOAD_KINDS }, () => draws.pick([0, 1, 1, 3, 10])),
    // A client tries every server within its timeout.
    sessionTimeoutMs: Math.max(draws.pick([6000, 6000, 2000, 1000]), 500 * servers),
    healed: draws.shuffled(numbers).slice(0, count),
    endAtMs: healAtMs + 30_000,
  };
}

/** The kinds of faults of this run: some of all, each as often as it is drawn. */
function mixture(draws: Draws): readonly number[] {
  return Array.from({ length: 1 + draws.below(6) }, () => draws.below(1000));
}

/** Short logs in memory, frequent snapshots, no help from the log on disk: each in some runs. */
function configOf(draws: Draws): Script['config'] {
  return {
    tickTime: '200',
    initLimit: draws.pick(['10', '10', '5']),
    syncLimit: draws.pick(['5', '5', '2']),
    minSessionTimeout: '1000',
    maxSessionTimeout: '6000',
    ...(draws.oneIn(3) ? { snapCount: draws.pick(['4', '10', '30']) } : {}),
    ...(draws.oneIn(3) ? { snapshotSizeFactor: draws.pick(['-1', '100']) } : {}),
  };
}
