/** Runs of lessons: shared in a link, kept, and gone on with. */
import { describe, expect, it } from 'vitest';
import lesson from '../../../lessons/10-zookeeper/10-data-tree/lesson.ts';
import part from '../../../lessons/10-zookeeper/part.ts';
import { stateHash } from '../../../src/engine/index.ts';
import { LessonPlayer, ProgressBook, inherit, startWorld } from '../../../src/lesson/index.ts';
import { atOnce } from '../../../src/ui/app/breath.ts';
import { decodeRun, encodeRun } from '../../../src/ui/share/run-code.ts';
import {
  lessonRun,
  openingOf,
  resumeLesson,
  shortLessonRun,
} from '../../../src/ui/share/lesson-run-code.ts';
import '../../support/systems.ts';

const ADDRESS = 'https://somebody.github.io/ensemble/#/lesson/data-tree?run=';

const dataTree = inherit(lesson, part);

function newPlayer(): LessonPlayer {
  const book = new ProgressBook({ getItem: () => null, setItem: () => undefined });
  return new LessonPlayer({ lesson: dataTree, book, startWorld });
}

/** Plays the solutions of all steps as a learner who types them. */
function finished(): { player: LessonPlayer; opening: ReturnType<typeof openingOf> } {
  const player = newPlayer();
  player.begin();
  const opening = openingOf(player);
  dataTree.steps.forEach((step, index) => {
    player.goTo(index);
    player.play(step.solution).finish();
  });
  return { player, opening };
}

describe('run of a lesson', () => {
  const { player, opening } = finished();
  const { journal } = player.timeline;
  const told = { id: dataTree.id, place: player.place, journal };
  const shortRun = atOnce(shortLessonRun(dataTree, opening, told));
  const short = encodeRun(shortRun);

  it('fits into a link of 500 characters, all steps solved', () => {
    expect(journal.length - opening.actions.length).toBeGreaterThan(10);
    expect(ADDRESS.length + short.length).toBeLessThanOrEqual(500);
  });

  it.each([true, false])(
    'is gone on with at the same step of the same world, short: %s',
    (isShort) => {
      const code = encodeRun(isShort ? shortRun : lessonRun(opening, told));
      const decoded = decodeRun(code);
      if (!decoded.ok) throw new Error('not decoded');
      const other = newPlayer();
      expect(resumeLesson(other, decoded.run, player.timeline.clockMs)).toEqual(opening);
      expect(other.place).toBe(player.place);
      expect(other.timeline.journal).toEqual(journal);
      expect(stateHash(other.timeline.world)).toBe(stateHash(player.timeline.world));
      expect([...other.terminals]).toEqual([...player.terminals]);
    },
  );

  it('leaves what the reader has reached as it was', () => {
    const decoded = decodeRun(short);
    if (!decoded.ok) throw new Error('not decoded');
    const other = newPlayer();
    resumeLesson(other, decoded.run, 0);
    expect(other.progress.goals).toEqual({});
    expect(player.progress.goals).not.toEqual({});
  });

  it('leaves what was only shown as it was, whatever is done after coming back', () => {
    const first = newPlayer();
    first.begin();
    const openedAs = openingOf(first);
    first.showSolution().finish();
    const before = first.progress;
    expect(Object.values(before.goals)).toContain('shown');
    const other = newPlayer();
    other.book.change(dataTree.id, before);
    const { journal: shown } = first.timeline;
    const run = lessonRun(openedAs, { id: dataTree.id, place: first.place, journal: shown });
    resumeLesson(other, run, first.timeline.clockMs);
    other.advance({ untilMs: other.timeline.clockMs + 10_000 });
    other.play([{ do: 'type', terminal: [...other.terminals.keys()][0]!, line: 'ls /' }]).finish();
    expect(other.progress.goals).toEqual(before.goals);
  });

  it('is refused when it belongs to another lesson or does not fit', () => {
    const decoded = decodeRun(short);
    if (!decoded.ok || decoded.run.of.kind !== 'lesson') throw new Error('not decoded');
    const { actions } = decoded.run;
    const other = { ...decoded.run.of.lesson, id: 'watches' };
    expect(resumeLesson(newPlayer(), { of: { kind: 'lesson', lesson: other }, actions }, 0)).toBe(
      'otherWorld',
    );
    const [first] = actions;
    const late = [{ ...first!, atMs: 0.5, exactly: { number: 3, silentCount: 0 } }];
    expect(resumeLesson(newPlayer(), { of: decoded.run.of, actions: late }, 0)).toBe('order');
  });
});
