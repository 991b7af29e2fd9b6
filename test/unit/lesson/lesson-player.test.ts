/** The player: goals over state and history, judged along seeks and forks, kept across visits. */
import { describe, expect, it } from 'vitest';
import {
  inOrder,
  sessionEnded,
  t,
  type,
  znodeExists,
  znodeGone,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import type { Lesson, ProgressStorage } from '../../../src/lesson/index.ts';
import { LessonPlayer, ProgressBook, startWorld } from '../../../src/lesson/index.ts';
import '../../support/zookeeper.ts';

const text = t('a sentence', '一句话');

const lesson: Lesson = {
  id: 'sample',
  rows: ['B5'],
  world: { zookeeper: { servers: 1 }, clientHosts: 2 },
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -server zk1:2181'] },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181'] },
  ],
  steps: [
    {
      id: 'make',
      prediction: {
        id: 'guess',
        question: text,
        choices: [
          { id: 'no', text, isRight: false, because: t('not so', '不是') },
          { id: 'yes', text, isRight: true, because: t('right', '对') },
        ],
      },
      goals: [{ id: 'made', text, when: znodeExists('/e', { kind: 'ephemeral' }) }],
      hints: [t('one', '一'), t('two', '二')],
      solution: [type('A', 'create -e /e')],
    },
    {
      id: 'leave',
      goals: [
        { id: 'gone', text, when: znodeGone('/e') },
        { id: 'closed', text, when: inOrder(znodeExists('/e'), sessionEnded('closed')) },
      ],
      hints: [],
      solution: [type('A', 'quit')],
    },
  ],
  summary: [text, text, text],
  documents: ['Guide'],
  departures: [],
};

function memory(): ProgressStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}

function open(storage = memory()): LessonPlayer {
  const player = new LessonPlayer({ lesson, book: new ProgressBook(storage), startWorld });
  player.begin();
  return player;
}

function statuses(player: LessonPlayer): string[] {
  return lesson.steps.flatMap((step) => player.goals(step).map(({ status }) => status));
}

describe('LessonPlayer', () => {
  it('says what is missing, in both languages', () => {
    const player = open();
    expect(player.goals()[0]!.missing?.en).toBe('`/e` does not exist yet.');
    player.play([type('A', 'create /e')]).finish();
    expect(player.goals()[0]!.missing?.en).toContain(
      'but it is persistent; ephemeral is asked for',
    );
    expect(player.goals()[0]!.missing?.zh).toContain('但它是持久节点');
  });

  it('says how long an ephemeral’s session still has', () => {
    const player = open();
    player.play([type('A', 'create -e /e')]).finish();
    const [gone] = player.goals(lesson.steps[1]);
    expect(gone!.missing?.en).toMatch(/still lives: .* timeout ends in \d+\.\d s/);
  });

  it('counts any way of reaching a goal, whichever step is read', () => {
    const player = open();
    player.play([type('B', 'create -e /e'), type('B', 'quit')]).finish();
    expect(statuses(player)).toEqual(['reached', 'reached', 'reached']);
  });

  it('keeps a goal that was reached when time goes back and on', () => {
    const player = open();
    const start = player.timeline.position;
    player.play([type('A', 'create -e /e')]).finish();
    player.seek(start);
    expect(statuses(player)[0]).toBe('reached');
    player.advance({ untilMs: player.timeline.clockMs + 5000 });
    expect(statuses(player)).toEqual(['reached', 'open', 'open']);
  });

  it('a fork judges anew what the other future had already shown', () => {
    const player = open();
    const start = player.timeline.position;
    player.play([type('A', 'create -e /e')]).finish();
    player.seek(start);
    player.fork();
    player.play([type('B', 'create /e'), type('A', 'quit')]).finish();
    // In this future /e is persistent and still there: nothing has gone.
    expect(statuses(player)).toEqual(['reached', 'open', 'reached']);
    expect(player.goals(lesson.steps[1])[0]!.missing?.en).toContain('it is persistent');
  });

  it('a solution that was shown is not an achievement, until the learner does it', () => {
    const player = open();
    player.showSolution().finish();
    expect(statuses(player)[0]).toBe('shown');
    expect(player.score.reached).toBe(0);
    // What was shown stays true while time goes on; that is nobody's deed.
    player.advance({ untilMs: player.timeline.clockMs + 20_000 });
    player.play([type('B', 'ls /')]).finish();
    expect(statuses(player)[0]).toBe('shown');
    player.restart();
    player.play([type('A', 'create -e /e')]).finish();
    expect(statuses(player)[0]).toBe('reached');
  });

  describe('what was shown stays shown', () => {
    it('when the learner steps back one event and does anything', () => {
      const player = open();
      player.showSolution().finish();
      player.seek(player.timeline.position - 1);
      player.fork();
      player.play([type('B', 'ls /')]).finish();
      expect(statuses(player)[0]).toBe('shown');
    });

    it('when the learner goes back into the solution and ends it', () => {
      const player = open();
      const start = player.timeline.position;
      player.showSolution().finish();
      player.seek(start + 1);
      player.fork();
      player.play([type('B', 'create -e /e')]).finish();
      expect(statuses(player)[0]).toBe('shown');
    });

    it('when the learner leaves the run and comes back to it', () => {
      const player = open();
      const start = player.timeline.position;
      player.showSolution().finish();
      const left = player.timeline;
      player.seek(start);
      player.fork();
      player.play([type('B', 'ls /')]).finish();
      player.adopt(left);
      player.seek(left.length);
      player.play([type('B', 'ls /')]).finish();
      expect(statuses(player)[0]).toBe('shown');
    });

    it('but not in a run that was forked before anything of it was done', () => {
      const player = open();
      const start = player.timeline.position;
      player.showSolution().finish();
      player.seek(start);
      player.fork();
      player.play([type('B', 'ls /')]).finish();
      expect(statuses(player)[0]).toBe('shown');
      player.play([type('B', 'create -e /e')]).finish();
      expect(statuses(player)[0]).toBe('reached');
    });
  });

  it('comes back to the step that was read, in a world where the steps before are done', () => {
    const storage = memory();
    const first = open(storage);
    first.play([type('A', 'create -e /e')]).finish();
    first.goTo(1);
    const again = open(storage);
    expect(again.step?.id).toBe('leave');
    again.play([type('A', 'quit')]).finish();
    expect(statuses(again)).toEqual(['reached', 'reached', 'reached']);
  });

  it('keeps the first answer to a prediction and explains every choice', () => {
    const player = open();
    expect(player.answer('guess', 'no')?.because.en).toBe('not so');
    expect(player.answer('guess', 'yes')?.because.en).toBe('right');
    expect(player.prediction?.chosen?.id).toBe('no');
  });

  it('opens hints one by one', () => {
    const player = open();
    expect(player.hints()).toEqual({ open: [], hasMore: true });
    player.openHint();
    player.openHint();
    player.openHint();
    expect(player.hints().open.map(({ en }) => en)).toEqual(['one', 'two']);
    expect(player.hints().hasMore).toBe(false);
  });

  it('tells its listeners of every change, until they stop', () => {
    const player = open();
    let calls = 0;
    const stop = player.subscribe(() => calls++);
    const before = player.version;
    player.openHint();
    expect(calls).toBeGreaterThan(0);
    expect(player.version).toBeGreaterThan(before);
    stop();
    const counted = calls;
    player.openHint();
    expect(calls).toBe(counted);
  });
});
