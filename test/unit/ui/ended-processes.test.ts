/** Who a pid was stays known when its process has ended, was started again, or lies in the future. */
import { describe, expect, it } from 'vitest';
import { verbs } from '../../../src/engine/index.ts';
import type { EventRecord, OperatorAction, Timeline } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { en } from '../../../src/ui/i18n/en.ts';
import { eventSentence } from '../../../src/ui/inspector/event-sentence.ts';
import { diagramOf } from '../../../src/ui/spacetime/diagram.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';

const SERVER = 'zk1/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg';

function started(servers: number): { timeline: Timeline; terminal: number } {
  const timeline = startSimulation(zookeeperScenario({ servers, seed: 1 }));
  timeline.advance({ untilMs: 3000 });
  act(timeline, verbs.openTerminal('client1'), 500);
  const terminal = [...timeline.world.terminals.keys()].at(-1)!;
  return { timeline, terminal };
}

function act(timeline: Timeline, actions: readonly OperatorAction[], thenMs: number): void {
  for (const action of actions) timeline.act(action);
  timeline.advance({ untilMs: timeline.clockMs + thenMs });
}

function arrowsOf(timeline: Timeline, filter = '') {
  return diagramOf(timeline, { filter, arePingsShown: true, most: 5000 }).arrows;
}

function sentences(timeline: Timeline, from: number, to: number): readonly string[] {
  const records = timeline.recordsBetween(from, to);
  return records.map((record) => eventSentence(timeline, record, en.story.event));
}

/** The first steps of every process. */
function births(timeline: Timeline): readonly EventRecord[] {
  return timeline
    .recordsBetween(timeline.firstRecord, timeline.length)
    .filter(({ event }) => event.type === 'process.started');
}

describe('the space-time diagram', () => {
  it('keeps the arrows of a server that was started again', () => {
    const { timeline } = started(3);
    const before = arrowsOf(timeline);
    expect(before.some(({ fromHost }) => fromHost === 'zk1')).toBe(true);
    act(timeline, verbs.restart(SERVER), 3000);
    const after = new Set(arrowsOf(timeline).map(({ number }) => number));
    expect(before.filter(({ number }) => !after.has(number))).toEqual([]);
  });

  it('keeps the four arrows of a command that has ended', () => {
    const { timeline, terminal } = started(1);
    act(timeline, verbs.type(terminal, 'zkCli.sh -server zk1:2181 create /once here'), 5000);
    const arrows = arrowsOf(timeline, 'node:client1').filter(({ label }) => {
      return /^(Connect|Create)/.test(label);
    });
    expect(
      arrows.map(({ label, fromHost, toHost }) => [label.split(' ')[0], fromHost, toHost]),
    ).toEqual([
      ['ConnectRequest', 'client1', 'zk1'],
      ['ConnectResponse', 'zk1', 'client1'],
      ['CreateRequest', 'client1', 'zk1'],
      ['CreateResponse', 'zk1', 'client1'],
    ]);
  });

  it('draws no more of what goes on inside hosts than of messages, but every message', () => {
    const { timeline, terminal } = started(1);
    act(timeline, verbs.type(terminal, 'zkCli.sh -server zk1:2181 create /once here'), 5000);
    act(timeline, verbs.type(terminal, 'for i in {1..300}; do ls; done'), 5000);
    const all = diagramOf(timeline, { filter: '', arePingsShown: true, most: 5000 });
    const few = diagramOf(timeline, { filter: '', arePingsShown: true, most: 100 });
    expect(all.moments.filter(({ kind }) => kind === 'local').length).toBeGreaterThan(300);
    expect(few.moments.filter(({ kind }) => kind === 'local')).toHaveLength(100);
    const done = ({ moments }: typeof all) => moments.filter(({ kind }) => kind === 'action');
    expect(done(few).map(({ text }) => text)).toEqual(done(all).map(({ text }) => text));
    expect(few.arrows.map(({ number }) => number)).toEqual(all.arrows.map(({ number }) => number));
  });

  it('puts a signal to a pid on the host of its process, also afterwards', () => {
    const { timeline, terminal } = started(1);
    act(timeline, verbs.type(terminal, 'sleep 1000 &'), 500);
    const sleep = [...timeline.world.processes.values()].find(({ program }) => program === 'sleep');
    act(timeline, verbs.kill(String(sleep!.info.pid)), 500);
    const { moments } = diagramOf(timeline, { filter: '', arePingsShown: true, most: 5000 });
    const kill = moments.find(({ text }) => text.startsWith('kill'));
    expect(kill).toMatchObject({ kind: 'fault', hosts: ['client1'] });
  });

  it('knows where a line was typed, when its terminal is closed', () => {
    const { timeline, terminal } = started(1);
    act(timeline, verbs.type(terminal, 'ls /'), 500);
    act(timeline, [{ type: 'operator.closeTerminal', terminal }], 500);
    const { moments } = diagramOf(timeline, { filter: '', arePingsShown: true, most: 5000 });
    expect(moments.find(({ text }) => text === 'ls /')?.hosts).toEqual(['client1']);
    const { number } = moments.find(({ text }) => text === 'ls /')!;
    expect(sentences(timeline, number, number + 1)[0]).toContain('client1');
  });
});

describe('sentences about events', () => {
  it('name program and host of what has ended', () => {
    const { timeline, terminal } = started(1);
    const from = timeline.length;
    act(timeline, verbs.type(terminal, 'zkCli.sh -server zk1:2181 create /once here'), 5000);
    const said = sentences(timeline, from, timeline.length);
    expect(said.filter((one) => one.includes('pid '))).toEqual([]);
    expect(said).toContain(en.story.event.started('zkCli.sh', 'client1'));
  });

  it('name those of the future that was seen already', () => {
    const { timeline } = started(3);
    const from = timeline.length;
    act(timeline, verbs.restart(SERVER), 3000);
    const end = timeline.length;
    const live = sentences(timeline, from, end);
    timeline.seek(from);
    expect(sentences(timeline, from, end)).toEqual(live);
    expect(live).toContain(en.story.event.started('QuorumPeerMain', 'zk1'));
  });

  it('follow the branch: in a fork a pid is whoever bears it there', () => {
    const { timeline, terminal } = started(1);
    const { position } = timeline;
    const runs = ['sleep 1000', 'cat'].map((line) => {
      timeline.seek(position);
      const run = timeline.fork();
      act(run, verbs.type(terminal, line), 500);
      return run;
    });
    const [sleep, cat] = runs.map((run) => births(run).at(-1)!);
    expect(sleep!.pid).toBe(cat!.pid);
    expect(
      runs.map((run, index) => sentences(run, [sleep, cat][index]!.number, run.length)[0]),
    ).toEqual(['sleep', 'cat'].map((program) => en.story.event.started(program, 'client1')));
    // The run that was left has never had a process of that pid.
    expect(timeline.identityOf(sleep!.pid)).toBeUndefined();
    expect(runs[0]!.identityOf(sleep!.pid)).toMatchObject({
      host: 'client1',
      program: 'sleep',
      argv: ['sleep', '1000'],
    });
  });
});
