/**
 * The kinds of faults that every system can suffer: processes, hosts, links, disks and clients know no
 * protocol.
 *
 * Read next: episodes.ts (how they come into a trial).
 */
import type { Episode, Setting } from './episodes.ts';
import { add, addRule } from './episodes.ts';

/** How long a fault lasts that may begin only at a certain moment. */
function spanMs({ when, lastsMs }: Setting): number {
  return when === undefined ? lastsMs : 300 + lastsMs;
}

export const kill: Episode = (setting) => {
  const key = setting.draft.cast.keyOf(setting.victim);
  add(setting, { type: 'operator.signal', key, signal: 'KILL' });
  add(setting, { type: 'operator.restart', key }, spanMs(setting));
};

export const losePower: Episode = (setting) => {
  add(setting, { type: 'operator.powerOff', host: setting.victim });
  add(setting, { type: 'operator.powerOn', host: setting.victim }, spanMs(setting));
};

export const pause: Episode = (setting) => {
  const key = setting.draft.cast.keyOf(setting.victim);
  add(setting, { type: 'operator.signal', key, signal: 'STOP' });
  add(setting, { type: 'operator.signal', key, signal: 'CONT' }, spanMs(setting));
};

/** Some servers against the rest. */
export const partition: Episode = ({ draft, draws, atMs, lastsMs, id }) => {
  const { cast } = draft;
  const numbers = Array.from({ length: draft.servers }, (_, i) => i + 1);
  const side = draws.shuffled(numbers);
  const cut = 1 + draws.below(Math.max(1, draft.servers - 1));
  for (const a of side.slice(0, cut)) {
    for (const b of side.slice(cut)) {
      const ends = { from: cast.hostOf(a), to: cast.hostOf(b), isTwoWay: true };
      addRule(draft, atMs, lastsMs, { id: `${id}-${a}-${b}`, kind: 'cut', ...ends });
    }
  }
};

/** One server hears no other server, or none hears it; clients reach it. */
export const isolate: Episode = (setting) => {
  const { draft, draws, id, victim } = setting;
  const way = draws.below(3);
  for (let other = 1; other <= draft.servers; other++) {
    const host = draft.cast.hostOf(other);
    const [from, to] = way === 0 ? [victim, host] : [host, victim];
    const rule = { id: `${id}-${other}`, kind: 'cut', from, to, isTwoWay: way === 2 } as const;
    addRule(draft, setting.atMs, spanMs(setting), rule, setting.when);
  }
};

/** One link, one way or both. */
export const cutLink: Episode = (setting) => {
  const { draft, draws, id, victim, when } = setting;
  const other = 1 + draws.below(draft.voters);
  const index = id.slice(1);
  const far =
    when === undefined
      ? draft.cast.hostOf(other)
      : victim === `@to#${index}`
        ? `@from#${index}`
        : `@to#${index}`;
  const [from, to] = draws.oneIn(2) ? [victim, far] : [far, victim];
  const rule = { id, kind: 'cut', from, to, isTwoWay: draws.oneIn(3) } as const;
  addRule(draft, setting.atMs, spanMs(setting), rule, when);
};

export const slowDisk: Episode = (setting) => {
  const extraMs = setting.draws.pick([5, 60, 400, 1500]);
  const rule = { id: setting.id, kind: 'slowDisk', host: setting.victim, extraMs } as const;
  addRule(setting.draft, setting.atMs, spanMs(setting), rule, setting.when);
};

export const fullDisk: Episode = (setting) => {
  const rule = { id: setting.id, kind: 'fullDisk', host: setting.victim } as const;
  addRule(setting.draft, setting.atMs, spanMs(setting), rule, setting.when);
};

/** Segments are lost: they arrive a retransmission later. */
export const loss: Episode = ({ draft, draws, atMs, lastsMs, victim, id, when }) => {
  const from = when === undefined && draws.oneIn(3) ? '*' : victim;
  const probability = draws.pick([0.1, 0.3, 0.6]);
  addRule(draft, atMs, lastsMs, { id, kind: 'loss', from, to: '*', probability }, when);
};

/** A server hears late from everybody. */
export const latency: Episode = ({ draft, draws, atMs, lastsMs, victim, id, when }) => {
  const extraMs = draws.pick([5, 40, 300, 700]);
  const rule = { id, kind: 'latency', from: '*', to: victim, extraMs } as const;
  addRule(draft, atMs, lastsMs, rule, when);
};

/** Everybody loses power in turn. */
export const blackout: Episode = ({ draft, draws, atMs, lastsMs }) => {
  for (let i = 1; i <= draft.servers; i++) {
    const host = draft.cast.hostOf(i);
    const offAtMs = atMs + draws.below(40);
    const onAtMs = offAtMs + lastsMs + draws.below(300);
    draft.lines.push({ atMs: offAtMs, action: { type: 'operator.powerOff', host } });
    draft.lines.push({ atMs: onAtMs, action: { type: 'operator.powerOn', host } });
  }
};

/** A client loses its connection, or its host stands still until its session is in danger. */
export const disturbClient: Episode = ({ draft, draws, atMs, lastsMs, id }) => {
  const host = `client${1 + draws.below(draft.clients)}`;
  if (draws.oneIn(2)) {
    draft.lines.push({ atMs, action: { type: 'trial.resetHost', host } });
    return;
  }
  addRule(draft, atMs, lastsMs, { id, kind: 'cut', from: host, to: '*', isTwoWay: true });
};
