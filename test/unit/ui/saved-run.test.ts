/** What is kept of a view: the run that is looked at, those that were left, names and bookmarks. */
import { describe, expect, it, vi } from 'vitest';
import broadcast from '../../../lessons/20-zab/30-broadcast/lesson.ts';
import part from '../../../lessons/20-zab/part.ts';
import { stateHash, verbs } from '../../../src/engine/index.ts';
import type { Timeline } from '../../../src/engine/index.ts';
import { LessonPlayer, ProgressBook, inherit, startWorld } from '../../../src/lesson/index.ts';
import { readSandboxFile, sandboxFile } from '../../../src/ui/sandbox/saved-sandboxes.ts';
import { Session } from '../../../src/ui/session/session.svelte.ts';
import { savedOf, sleepingBranches } from '../../../src/ui/share/kept-branches.ts';
import { isPlayed } from '../../../src/ui/session/branches.ts';
import type { PlayedBranch } from '../../../src/ui/session/branches.ts';
import { lessonRun, openingOf, resumeLesson } from '../../../src/ui/share/lesson-run-code.ts';
import {
  OF_LINKS,
  UNLIMITED,
  exactActions,
  playActions,
  playingActions,
  replayable,
} from '../../../src/ui/share/placed-journal.ts';
import type { PlayLimits } from '../../../src/ui/share/placed-journal.ts';
import type { Run } from '../../../src/ui/share/run-code.ts';
import { atOnce } from '../../../src/ui/app/breath.ts';
import { keptCode } from '../../../src/ui/share/run-code.ts';
import { readRecord, recordOf } from '../../../src/ui/share/saved-run.ts';
import type { SavedRun } from '../../../src/ui/share/saved-run.ts';
import { startRun } from './share-run.ts';
import { clusterOf } from '../../support/zookeeper.ts';
import '../../support/systems.ts';

const spec = { servers: 3, observers: 0, clientHosts: 1, seed: 7, config: {} };

const runOf = ({ journal }: Timeline): Run => ({
  of: { kind: 'cluster', spec: clusterOf(spec) },
  actions: exactActions(journal),
});

const [openTerminal] = verbs.openTerminal('client1');
/** Its first action lies before the world's first event. */
const misplaced = [{ atMs: 5, action: openTerminal!, exactly: { number: 0, silentCount: 0 } }];

/** Three runs: one left at its middle, one left at its start, one that is looked at. */
function workedSession(): Session {
  const session = new Session(startRun(spec));
  const later = (forMs: number) => {
    session.timeline.advance({ untilMs: session.timeline.clockMs + forMs });
    session.refresh();
  };
  session.act(verbs.openTerminal('client1'));
  later(5000);
  session.act(verbs.type(1, 'zkCli.sh -server zk1:2181'));
  later(3000);
  const middle = session.timeline.position;
  session.act(verbs.type(1, 'create /first 1'));
  later(4000);
  session.bookmark('the first one');
  session.seek(middle);
  session.act(verbs.type(1, 'create /second 2'));
  later(2500);
  session.seek(10);
  session.act(verbs.kill('zk2/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg'));
  later(9000);
  session.bookmark('after the kill');
  session.rename(session.branches[0]!, 'plan A');
  session.branchName = 'what if';
  return session;
}

/** A session that goes on with what was kept, with all its runs awake. */
async function goneOn(saved: SavedRun, main: Timeline): Promise<Session> {
  const session = new Session(main);
  const asleep = sleepingBranches([], saved.branches ?? [], UNLIMITED);
  session.takeUp(saved.runName, saved.bookmarks ?? [], asleep);
  for (const branch of session.branches) expect(await session.played(branch)).toBeDefined();
  return session;
}

function written(saved: SavedRun): SavedRun {
  const read = readRecord(JSON.parse(JSON.stringify(recordOf(saved))));
  if (!read.ok) throw new Error('not read');
  expect(read.lostBranches).toBe(0);
  return read.saved;
}

describe('what is kept', () => {
  const session = workedSession();
  const saved = written(savedOf(session, runOf));
  const file = sandboxFile('mine', savedOf(session, runOf));

  const main = () => playActions(replayable(startRun(spec)), saved.run.actions, saved.clockMs);

  it('brings every run back, with its name, its bookmarks and the place where it was left', async () => {
    const again = await goneOn(saved, main());
    expect(again.timeline.journal).toEqual(session.timeline.journal);
    expect(again.timeline.isLive).toBe(true);
    expect(again.branches.map(({ name }) => name)).toEqual(['plan A', '2']);
    again.branches.filter(isPlayed).forEach(({ timeline, forkedAt }, index) => {
      const { timeline: before, forkedAt: parted } = session.branches[index] as PlayedBranch;
      expect(forkedAt).toBe(parted);
      expect(timeline.journal).toEqual(before.journal);
      before.seek(before.length);
      timeline.advance({ maxEvents: before.length - timeline.position });
      timeline.seek(before.length);
      expect(stateHash(timeline.world)).toBe(stateHash(before.world));
    });
    expect(again.branchName).toBe('what if');
    const bookmarks = (one: Session) =>
      one.marks.filter(({ kind }) => kind === 'bookmark').map(({ text }) => text);
    expect(bookmarks(again)).toEqual(['after the kill']);
    again.switchTo(again.branches[0]!);
    expect(bookmarks(again)).toEqual(['the first one']);
    expect(again.branchName).toBe('plan A');
  });

  it('shares the past of a run that was left with the one it parted from', async () => {
    const again = await goneOn(saved, main());
    const [first, second] = again.branches as readonly PlayedBranch[];
    const { forkedAt } = first!;
    const sharedMessage = ({ timeline }: PlayedBranch) =>
      timeline
        .recordsBetween(0, forkedAt)
        .flatMap(({ event }) => (event.type === 'message' ? [event.message] : []))
        .at(-1);
    expect(sharedMessage(first!)).toBeDefined();
    expect(sharedMessage(first!)).toBe(sharedMessage(second!));
    expect(first!.timeline.record(forkedAt - 1)).toEqual(second!.timeline.record(forkedAt - 1));
    expect(first!.timeline.record(forkedAt)).toBeDefined();
    expect(first!.timeline.record(forkedAt)).not.toEqual(second!.timeline.record(forkedAt));
  });

  it('plays no run that was left before somebody asks for it, and keeps it as it was', () => {
    const again = new Session(main());
    const many = Array.from({ length: 100 }, () => saved.branches!).flat();
    const asleep = sleepingBranches([], many, UNLIMITED);
    const plays = asleep.map(({ sleep }) => vi.spyOn(sleep, 'play'));
    again.takeUp(saved.runName, [], asleep);
    again.rename(again.branches[0]!, 'renamed');
    expect(savedOf(again, runOf).branches).toEqual([
      { ...many[0], runName: 'renamed' },
      ...many.slice(1),
    ]);
    for (const play of plays) expect(play).not.toHaveBeenCalled();
  });

  it('a run that cannot be played sleeps on, and so does one that nobody waits for', async () => {
    const again = new Session(main());
    const { code, ...rest } = saved.branches![0]!;
    const foreign = { ...rest, code: keptCode({ ...saved.run, actions: misplaced }) };
    again.takeUp('1', [], sleepingBranches([], [foreign, { ...rest, code }], UNLIMITED));
    const before = savedOf(again, runOf);
    expect(await again.played(again.branches[0]!)).toBeUndefined();
    const waking = again.played(again.branches[1]!);
    again.waking?.stop();
    await waking;
    expect(savedOf(again, runOf).branches![0]).toEqual(before.branches![0]);
    expect(again.waking).toBeNull();
  });

  it('is the same in a file', async () => {
    expect(await readSandboxFile(file)).toEqual({ ok: true, saved, lostBranches: 0 });
  });

  it('goes on without a run that is damaged, and counts it', () => {
    const record = recordOf(saved);
    const branches = [{ ...record.branches![0]!, code: 'Bxx' }, 7, record.branches![1]];
    const read = readRecord({ ...record, branches });
    if (!read.ok) throw new Error('not read');
    expect(read.lostBranches).toBe(2);
    expect(read.saved.branches?.map(({ runName }) => runName)).toEqual(['2']);
  });

  it.each([null, 5, 'text', [], {}, { code: 5 }, { code: 'B', clockMs: 'x' }])(
    'says that %j is none',
    (value) => expect(readRecord(value)).toMatchObject({ ok: false, reason: 'damaged' }),
  );
});

describe('a long run', () => {
  const [action] = verbs.openTerminal('client1');
  const late = [{ atMs: 3_600_000, action: action! }];
  const play = (limits: PlayLimits) => {
    const timeline = startRun(spec);
    let bits = 0;
    for (const _ of playingActions(replayable(timeline), late, 0, limits)) bits++;
    return { timeline, bits };
  };

  it('is played again bit by bit, however long it is; beyond its limits a link is refused', () => {
    const { timeline, bits } = play(UNLIMITED);
    expect(timeline.journal.length).toBe(1);
    // None of the bits is long; the action is one of its own.
    expect(bits).toBe(Math.floor((timeline.position - 1) / 25) + 1);
    expect(bits).toBeGreaterThan(400);
    expect(() => play({ events: Infinity, ms: 3_599_999 })).toThrow('longTime');
    expect(() => play({ events: 4000, ms: Infinity })).toThrow('manyEvents');
    expect(OF_LINKS.events).toBe(400_000);
  });

  it('may be cut where nothing but time is left', () => {
    const short = startRun(spec);
    const limits = { events: 5000, ms: Infinity };
    atOnce(playingActions(replayable(short), [], 1e9, limits));
    expect(short.position).toBe(5000);
  });
});

describe('a run of a lesson', () => {
  const lesson = inherit(broadcast, part);
  const newPlayer = () => {
    const book = new ProgressBook({ getItem: () => null, setItem: () => undefined });
    return new LessonPlayer({ lesson, book, startWorld });
  };
  const replayed = (player: LessonPlayer, opening: ReturnType<typeof openingOf>) => {
    const { journal, clockMs } = player.timeline;
    const run = lessonRun(opening, { id: lesson.id, place: player.place, journal });
    const again = newPlayer();
    expect(resumeLesson(again, run, clockMs)).toEqual(opening);
    expect(again.timeline.journal).toEqual(journal);
    expect(stateHash(again.timeline.world)).toBe(stateHash(player.timeline.world));
    return again;
  };

  it.each([true, false])('goes on in the same challenge, fault planted: %s', (isPlanted) => {
    const player = newPlayer();
    player.openChallenge({ isPlanted });
    const opening = openingOf(player);
    const [terminal] = player.terminals.values();
    for (const action of verbs.type(terminal!, 'ls /')) player.act(action);
    player.advance({ untilMs: player.timeline.clockMs + 3000 });
    const again = replayed(player, opening);
    expect(again.place).toBe('challenge');
    expect(again.isPlanted).toBe(isPlanted);
  });

  it('goes on behind what was done in the middle of the opening', () => {
    const player = newPlayer();
    player.begin();
    const opening = openingOf(player);
    expect(opening.actions.length).toBeGreaterThan(1);
    player.seek(opening.actions[1]!.number);
    player.fork();
    for (const action of verbs.powerOff('zk1')) player.act(action);
    player.advance({ untilMs: player.timeline.clockMs + 3000 });
    expect(player.timeline.journal.length).toBe(2);
    replayed(player, opening);
  });
});
