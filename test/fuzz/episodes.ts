/**
 * The faults: who suffers what for how long. A victim is a server by number, or by its part at that
 * moment (`@leader`, `@follower`), or an end of a message that just arrived (`@from`, `@to`), so that
 * faults meet the short moments in which a protocol is vulnerable.
 */
import { addRule, serverKey } from './script.ts';
import type { Draft, Draws, ScriptAction, ScriptLine } from './script.ts';

type Episode = (stage: Stage) => void;

/** One episode under construction. */
interface Stage {
  readonly draft: Draft;
  readonly draws: Draws;
  readonly atMs: number;
  readonly lastsMs: number;
  readonly victim: string;
  readonly id: string;
  readonly when: ScriptLine['when'];
}

/** Messages of the handshake between leader and learner, and of the broadcast. */
const MOMENTS = [
  ...['SNAP', 'SNAP', 'TRUNC', 'TRUNC', 'DIFF', 'NEWLEADER', 'NEWLEADER', 'UPTODATE'],
  ...['LEADERINFO', 'ACKEPOCH', 'FOLLOWERINFO', 'ACK', 'PROPOSAL', 'COMMIT', 'SYNC', 'REVALIDATE'],
];

/** Adds an episode; `kind` is any number, the same one gives the same kind of fault. */
export function addEpisode(draft: Draft, kind: number, atMs: number, index: number): void {
  const { draws } = draft;
  const isAimed = draws.oneIn(3);
  // What breaks a handshake must last until the other side has given up.
  const spans = isAimed ? [30, 600, 1500, 2500, 4000] : [5, 30, 150, 600, 1500, 2500, 6000];
  const lastsMs = draws.pick(spans) + draws.below(50);
  const number = 1 + draws.below(draft.servers);
  const named = draws.pick([
    `zk${number}`,
    `zk${number}`,
    `@leader#${index}`,
    `@follower#${index}`,
  ]);
  const aimed = draws.pick([`@from#${index}`, `@to#${index}`]);
  const delayMs = draws.pick([0, 0, 0, 1, 5, 30]);
  const message = draws.pick(MOMENTS);
  const when = isAimed ? { message, untilMs: atMs + 6000, delayMs } : undefined;
  const victim = isAimed ? aimed : named;
  const stage = { draft, draws, atMs, lastsMs, victim, id: `f${index}`, when };
  EPISODES[kind % EPISODES.length]!(stage);
}

function add(stage: Stage, action: ScriptAction, delayMs = 0): void {
  const isFirst = delayMs === 0;
  stage.draft.lines.push({
    atMs: stage.atMs + delayMs,
    action,
    ...(isFirst && stage.when !== undefined ? { when: stage.when } : {}),
  });
}

/** How long a fault lasts that may begin only at a certain moment. */
function spanMs({ when, lastsMs }: Stage): number {
  return when === undefined ? lastsMs : 300 + lastsMs;
}

const kill: Episode = (stage) => {
  const key = serverKey(stage.victim);
  add(stage, { type: 'operator.signal', key, signal: 'KILL' });
  add(stage, { type: 'operator.restart', key }, spanMs(stage));
};

const losePower: Episode = (stage) => {
  add(stage, { type: 'operator.powerOff', host: stage.victim });
  add(stage, { type: 'operator.powerOn', host: stage.victim }, spanMs(stage));
};

const pause: Episode = (stage) => {
  const key = serverKey(stage.victim);
  add(stage, { type: 'operator.signal', key, signal: 'STOP' });
  add(stage, { type: 'operator.signal', key, signal: 'CONT' }, spanMs(stage));
};

/** Some servers against the rest. */
const partition: Episode = ({ draft, draws, atMs, lastsMs, id }) => {
  const numbers = Array.from({ length: draft.servers }, (_, i) => i + 1);
  const side = draws.shuffled(numbers);
  const cut = 1 + draws.below(Math.max(1, draft.servers - 1));
  for (const a of side.slice(0, cut)) {
    for (const b of side.slice(cut)) {
      const ends = { from: `zk${a}`, to: `zk${b}`, isTwoWay: true };
      addRule(draft, atMs, lastsMs, { id: `${id}-${a}-${b}`, kind: 'cut', ...ends });
    }
  }
};

/** One server hears nobody of the ensemble, or nobody hears it; clients reach it. */
const isolate: Episode = (stage) => {
  const { draft, draws, id, victim } = stage;
  const way = draws.below(3);
  for (let other = 1; other <= draft.servers; other++) {
    const [from, to] = way === 0 ? [victim, `zk${other}`] : [`zk${other}`, victim];
    const rule = { id: `${id}-${other}`, kind: 'cut', from, to, isTwoWay: way === 2 } as const;
    addRule(draft, stage.atMs, spanMs(stage), rule, stage.when);
  }
};

/** One link, one way or both. */
const cutLink: Episode = (stage) => {
  const { draft, draws, id, victim, when } = stage;
  const other = 1 + draws.below(draft.voters);
  const index = id.slice(1);
  const far =
    when === undefined
      ? `zk${other}`
      : victim === `@to#${index}`
        ? `@from#${index}`
        : `@to#${index}`;
  const [from, to] = draws.oneIn(2) ? [victim, far] : [far, victim];
  const rule = { id, kind: 'cut', from, to, isTwoWay: draws.oneIn(3) } as const;
  addRule(draft, stage.atMs, spanMs(stage), rule, when);
};

const slowDisk: Episode = (stage) => {
  const extraMs = stage.draws.pick([5, 60, 400, 1500]);
  const rule = { id: stage.id, kind: 'slowDisk', host: stage.victim, extraMs } as const;
  addRule(stage.draft, stage.atMs, spanMs(stage), rule, stage.when);
};

const fullDisk: Episode = (stage) => {
  const rule = { id: stage.id, kind: 'fullDisk', host: stage.victim } as const;
  addRule(stage.draft, stage.atMs, spanMs(stage), rule, stage.when);
};

/** Segments are lost: they arrive a retransmission later. */
const loss: Episode = ({ draft, draws, atMs, lastsMs, victim, id, when }) => {
  const from = when === undefined && draws.oneIn(3) ? '*' : victim;
  const probability = draws.pick([0.1, 0.3, 0.6]);
  addRule(draft, atMs, lastsMs, { id, kind: 'loss', from, to: '*', probability }, when);
};

/** A server hears late from everybody. */
const latency: Episode = ({ draft, draws, atMs, lastsMs, victim, id, when }) => {
  const extraMs = draws.pick([5, 40, 300, 700]);
  const rule = { id, kind: 'latency', from: '*', to: victim, extraMs } as const;
  addRule(draft, atMs, lastsMs, rule, when);
};

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
    draft.lines.push({ atMs: resetAtMs, action: { type: 'script.resetHost', host } });
  }
};

/** Everybody loses power in turn. */
const blackout: Episode = ({ draft, draws, atMs, lastsMs }) => {
  for (let i = 1; i <= draft.servers; i++) {
    const offAtMs = atMs + draws.below(40);
    const onAtMs = offAtMs + lastsMs + draws.below(300);
    draft.lines.push({ atMs: offAtMs, action: { type: 'operator.powerOff', host: `zk${i}` } });
    draft.lines.push({ atMs: onAtMs, action: { type: 'operator.powerOn', host: `zk${i}` } });
  }
};

/** A client loses its connection, or its host stands still until its session is in danger. */
const disturbClient: Episode = ({ draft, draws, atMs, lastsMs, id }) => {
  const host = `client${1 + draws.below(draft.clients)}`;
  if (draws.oneIn(2)) {
    draft.lines.push({ atMs, action: { type: 'script.resetHost', host } });
    return;
  }
  addRule(draft, atMs, lastsMs, { id, kind: 'cut', from: host, to: '*', isTwoWay: true });
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
const breakSync: Episode = (stage) => {
  const { draft, draws, atMs, id } = stage;
  if (draws.oneIn(2)) strandLeader(stage);
  else losePower({ ...stage, victim: `zk${1 + draws.below(draft.servers)}`, when: undefined });
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
  const isolate = (
    name: string,
    fromMs: number,
    forMs: number,
    when?: ScriptLine['when'],
  ): void => {
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

const EPISODES: readonly Episode[] = [
  ...[kill, losePower, pause, partition, isolate, cutLink, slowDisk, fullDisk, loss, latency],
  ...[lag, lag, blackout, disturbClient, strandLeader, strandLeader, kill, losePower],
  ...[breakSync, breakSync, electedInVain, electedInVain],
];
