/** Scenarios as text: what is read, what is refused, and that a journal's script does the same. */
import { describe, expect, it } from 'vitest';
import { actionText, listItems } from '../../../src/engine/index.ts';
import type { Timeline } from '../../../src/engine/index.ts';
import { ScriptRun } from '../../../src/ui/sandbox/script-run.ts';
import { NotThere, parseScript, scriptOf } from '../../../src/ui/sandbox/script-text.ts';
import { curiousRun, startRun } from './share-run.ts';
import '../../support/systems.ts';

const SPEC = { servers: 3, clientHosts: 1, seed: 4 };

function play(text: string, timeline: Timeline = startRun(SPEC)): Timeline {
  const parsed = parseScript(text);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.text}`);
  const script = new ScriptRun(parsed.steps, timeline.clockMs);
  while (!script.isDone) {
    const actions = script.next(timeline.world, timeline.clockMs);
    if (actions === null) timeline.advance({ untilMs: timeline.clockMs + 20 });
    else for (const action of actions) timeline.act(action);
  }
  timeline.advance({ untilMs: timeline.clockMs + 3000 });
  return timeline;
}

const texts = (timeline: Timeline) => timeline.journal.map(({ action }) => actionText(action));

describe('script', () => {
  it('types, waits and breaks things in order', () => {
    const timeline = play(`
      # a comment
      wait for leader
      +2s client1: zkCli.sh -server zk1:2181
      +3s client1: create /a "x # y"
      kill leader          # whoever that is
      +500ms cut zk1 zk2
      slow disk zk1 200
      heal all
    `);
    expect(texts(timeline)).toEqual([
      'open a terminal on client1',
      'zkCli.sh -server zk1:2181',
      'create /a "x # y"',
      expect.stringMatching(/^kill -KILL zk3\/QuorumPeerMain$/),
      'cut zk1 ↔ zk2',
      'slow disk on zk1 by 200 ms',
      'undo cut zk1 zk2',
      'undo slow disk zk1',
    ]);
    const [terminal] = timeline.world.terminals.values();
    expect([...listItems(terminal!.output)].map(({ text }) => text).join('')).toContain(
      'Created /a',
    );
  });

  it('keeps the times it is told', () => {
    const timeline = play('+2s open zk1\n+1.5s open zk2\n+250ms open zk3');
    const [a, b, c] = timeline.journal.map(({ atMs }) => atMs);
    expect(a).toBeGreaterThanOrEqual(2000);
    expect(b! - a!).toBeCloseTo(1500, -2);
    expect(c! - b!).toBeCloseTo(250, -2);
  });

  it.each(['jump zk1', 'kill', 'cut zk1', '+2 kill zk1', 'slow disk zk1', 'heal'])(
    'names the line it does not understand: %s',
    (text) => {
      expect(parseScript(`open zk1\n\n${text}`)).toEqual({ ok: false, line: 3, text });
    },
  );

  it('names what is not there', () => {
    expect(() => play('kill zk9')).toThrow(NotThere);
    expect(() => play('client7: ls')).toThrow('client7');
  });

  it('is written from a journal and does the same again', () => {
    const spec = { servers: 3, observers: 0, clientHosts: 1, seed: 8, config: {} };
    const { journal } = curiousRun(spec);
    const again = play(scriptOf(journal), startRun(spec));
    expect(texts(again)).toEqual(journal.map(({ action }) => actionText(action)));
  });
});
