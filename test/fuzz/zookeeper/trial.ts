/**
 * From a seed to a trial of an ensemble: how many servers and clients, how they are set up, what the
 * clients like to do, and which faults there are.
 */
import { Draws } from '../core/draws.ts';
import { addEpisodes } from '../core/episodes.ts';
import type { TrialLine, Trial } from '../core/trial.ts';
import { cast } from './cast.ts';
import { REPERTOIRE } from './episodes.ts';

/** A trial of an ensemble. */
export interface ZooKeeperTrial extends Trial {
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
  /** Servers (by number) that are healed. */
  readonly healed: readonly number[];
}

const VOTERS = [3, 3, 3, 3, 3, 5, 5, 4, 6, 7, 2, 1];
/** Kinds of requests; see fuzz-client.ts. */
const WORKLOAD_KINDS = 9;

/** The trial of a seed. */
export function trialOf(seed: number): ZooKeeperTrial {
  // The stream keeps its first name: by another one every seed would stand for another trial.
  const draws = new Draws(seed, 'script');
  const voters = draws.pick(VOTERS);
  const observers = voters > 1 && draws.oneIn(4) ? 1 + draws.below(3) : 0;
  const clients = 1 + draws.below(3);
  const servers = voters + observers;
  const lines: TrialLine[] = [];
  const healAtMs = addEpisodes({ draws, cast, servers, voters, clients, lines }, REPERTOIRE);
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

/** Short logs in memory, frequent snapshots, no help from the log on disk: each in some runs. */
function configOf(draws: Draws): ZooKeeperTrial['config'] {
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
