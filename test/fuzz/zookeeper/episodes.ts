/**
 * The faults that aim at ZooKeeper's own protocols, beside those that every system can suffer.
 *
 * Read next: ../core/episodes.ts (how they come into a trial).
 */
import type { Episode, Repertoire } from '../core/episodes.ts';
import { addRule } from '../core/episodes.ts';
import {
  blackout,
  cutLink,
  disturbClient,
  fullDisk,
  isolate,
  kill,
  latency,
  loss,
  losePower,
  partition,
  pause,
  slowDisk,
} from '../core/faults.ts';
import type { TrialLine } from '../core/trial.ts';
import { serverKey } from './cast.ts';

/** Messages of the handshake between leader and learner, and of the broadcast. */
const MOMENTS = [
  ...['SNAP', 'SNAP', 'TRUNC', 'TRUNC', 'DIFF', 'NEWLEADER', 'NEWLEADER', 'UPTODATE'],
  ...['LEADERINFO', 'ACKEPOCH', 'FOLLOWERINFO', 'ACK', 'PROPOSAL', 'COMMIT', 'SYNC', 'REVALIDATE'],
];

/**
 * A server hears later and later from the leader, never so that it notices: it lags for its clients.
 * A client moves about, and may come to it from one that is further on.
 */
const lag: Episode = ({ draft, draws, atMs, lastsMs, id }) => {
  const index = id.slice(1);
  const extraMs = draws.pick([40, 150, 300, 350]);
  const steps = draws.pick([1, 3, 6]);
  const to = draws.oneIn(2) ? `@follower#${index}` : `zk${1 + draws.below(draft.servers)}`;
  const endMs = 500 * steps + 1000 + lastsMs;
  for (let step = 0; step < steps; step++) {
    const ends = { from: `@leader#${index}`, to };
    const rule = { id: `${id}-${step}`, kind: 'latency', ...ends, extraMs } as const;
    addRule(draft, atMs + 500 * step, endMs - 500 * step, rule);
  }
  for (let i = 0; i < 2 * steps; i++) {
    const resetAtMs = atMs + 100 + draws.below(endMs);
    const host = `client${1 + draws.below(draft.clients)}`;
    draft.lines.push({ atMs: resetAtMs, action: { type: 'trial.resetHost', host } });
  }
};

/**
 * A leader alone with a client that keeps writing: what it logs now is not committed, and must go when
 * it comes back, before the others have written much.
 */
const strandLeader: Episode = ({ draft, draws, atMs, id }) => {
  const leader = `@leader#${id.slice(1)}`;
  const lastsMs = draws.pick([300, 900, 1300, 1600, 2000]) + draws.below(200);
  const againMs = draws.oneIn(2) ? draws.pick([20, 200, 300, 500]) + draws.below(100) : null;
  const secondMs = draws.pick([1200, 2200, 3000]);
  for (let other = 1; other <= draft.servers; other++) {
    const rule = { id: `${id}-${other}`, kind: 'cut', from: leader, to: `zk${other}` } as const;
    addRule(draft, atMs, lastsMs, { ...rule, isTwoWay: true });
    // It comes back, may even be elected, and is gone again before anybody has its history.
    if (againMs === null) continue;
    const second = { ...rule, id: `${id}-${other}-again`, isTwoWay: true };
    addRule(draft, atMs + lastsMs + againMs, secondMs, second);
  }
  if (draws.oneIn(3)) {
    const offAtMs = atMs + draws.below(lastsMs);
    draft.lines.push({ atMs: offAtMs, action: { type: 'operator.powerOff', host: leader } });
    const onAtMs = offAtMs + draws.below(1500);
    draft.lines.push({ atMs: onAtMs, action: { type: 'operator.powerOn', host: leader } });
  }
};

/** A learner comes back, and loses its leader in the middle of the synchronization. */
const breakSync: Episode = (setting) => {
  const { draft, draws, atMs, id } = setting;
  if (draws.oneIn(2)) strandLeader(setting);
  else losePower({ ...setting, victim: `zk${1 + draws.below(draft.servers)}`, when: undefined });
  const index = id.slice(1);
  const message = draws.pick(['SNAP', 'SNAP', 'SNAP', 'TRUNC', 'DIFF', 'NEWLEADER']);
  const ends = { from: `@from#${index}`, to: `@to#${index}`, isTwoWay: draws.oneIn(2) };
  const when = { message, untilMs: atMs + 9000, delayMs: draws.pick([0, 0, 1]) };
  addRule(draft, atMs, 7000, { id: `${id}-sync`, kind: 'cut', ...ends }, when);
};

/**
 * A leader logs something alone, all lose power, it is elected for its longer log and is gone before
 * anybody has it; the others go on while clients are silent, and it must forget what it has.
 */
const electedInVain: Episode = ({ draft, draws, atMs, lastsMs, id }) => {
  const leader = `@leader#${id.slice(1)}`;
  const aloneMs = draws.pick([150, 300, 450]);
  const isolate = (name: string, fromMs: number, forMs: number, when?: TrialLine['when']): void => {
    for (let other = 1; other <= draft.servers; other++) {
      const rule = { id: `${id}-${name}-${other}`, kind: 'cut', from: leader } as const;
      addRule(draft, fromMs, forMs, { ...rule, to: `zk${other}`, isTwoWay: true }, when);
    }
  };
  isolate('alone', atMs, aloneMs + 50);
  const offAtMs = atMs + aloneMs;
  const onAtMs = offAtMs + 100 + Math.min(lastsMs, 600);
  for (let i = 1; i <= draft.servers; i++) {
    const host = `zk${i}`;
    draft.lines.push({ atMs: offAtMs, action: { type: 'operator.powerOff', host } });
    draft.lines.push({ atMs: onAtMs, action: { type: 'operator.powerOn', host } });
  }
  const message = draws.pick(['FOLLOWERINFO', 'LEADERINFO', 'ACKEPOCH']);
  const goneMs = draws.pick([1500, 2500, 3500]);
  isolate('gone', onAtMs, goneMs, { message, untilMs: onAtMs + goneMs, delayMs: 0 });
  for (let i = 1; i <= draft.clients; i++) {
    const rule = { id: `${id}-c${i}`, kind: 'cut', from: `client${i}`, to: '*' } as const;
    addRule(draft, onAtMs, goneMs + draws.pick([500, 1000, 2000]), { ...rule, isTwoWay: true });
  }
  const key = serverKey(leader);
  const killAtMs = onAtMs + goneMs + draws.pick([700, 1500, 3000]);
  draft.lines.push({ atMs: killAtMs, action: { type: 'operator.signal', key, signal: 'KILL' } });
  draft.lines.push({ atMs: killAtMs + 100, action: { type: 'operator.restart', key } });
};

/** All that happens to ensembles. */
export const REPERTOIRE: Repertoire = {
  moments: MOMENTS,
  episodes: [
    ...[kill, losePower, pause, partition, isolate, cutLink, slowDisk, fullDisk, loss, latency],
    ...[lag, lag, blackout, disturbClient, strandLeader, strandLeader, kill, losePower],
    ...[breakSync, breakSync, electedInVain, electedInVain],
  ],
};
