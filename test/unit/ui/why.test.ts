/** From a value, a state or a printed line to the event that made it. */
import { describe, expect, it } from 'vitest';
import { causeChain, verbs } from '../../../src/engine/index.ts';
import { znodeView } from '../../../src/engine/zookeeper/index.ts';
import type { Timeline, World } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { en } from '../../../src/ui/i18n/en.ts';
import { eventSentence } from '../../../src/ui/inspector/event-sentence.ts';
import { lastChange } from '../../../src/ui/session/last-change.ts';
import { eventOfLine } from '../../../src/ui/terminal/line-event.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';

function written(): { timeline: Timeline; terminal: number } {
  const timeline = startSimulation(zookeeperScenario({ servers: 1, seed: 1 }));
  timeline.advance({ untilMs: 3000 });
  for (const action of verbs.openTerminal('client1')) timeline.act(action);
  timeline.advance({ untilMs: 3500 });
  const terminal = [...timeline.world.terminals.keys()].at(-1)!;
  const type = (text: string) => {
    timeline.act({ type: 'operator.type', terminal, text });
    timeline.advance({ untilMs: timeline.clockMs + 4000 });
  };
  type('zkCli.sh -server zk1:2181');
  type('create /a one');
  type('set /a two');
  return { timeline, terminal };
}

describe('why', () => {
  const { timeline, terminal } = written();
  const pid = [...timeline.world.processes.values()].find(({ program }) => {
    return program === 'QuorumPeerMain';
  })!.info.pid;
  const valueIn = (world: World) => {
    const process = world.processes.get(pid);
    return process === undefined ? undefined : znodeView(process, '/a')?.stat.mzxid;
  };

  it('finds the event that wrote a value, and its chain begins with what was typed', async () => {
    const { number } = (await lastChange(timeline, valueIn))!;
    const chain = causeChain(timeline, number);
    const root = chain.at(-1)!.event;
    expect(root).toMatchObject({ type: 'operator.type', text: 'set /a two' });
    const probe = timeline.fork();
    probe.seek(number);
    const before = valueIn(probe.world);
    probe.seek(number + 1);
    expect(valueIn(probe.world)).not.toBe(before);
  });

  it('finds it also when it lies far back, and leaves the run where it is', async () => {
    const long = timeline.fork();
    const { number } = (await lastChange(timeline, valueIn))!;
    long.advance({ untilMs: long.clockMs + 600_000 });
    const { position } = long;
    expect(position - number).toBeGreaterThan(400);
    expect((await lastChange(long, valueIn))?.number).toBe(number);
    expect(long.position).toBe(position);
  });

  it('knows nothing of what never changed', async () => {
    expect(await lastChange(timeline, () => 1)).toBeUndefined();
  });

  it('asks nothing of the page once the answer is not wanted', async () => {
    let looks = 0;
    const slow = () => {
      looks++;
      const end = performance.now() + 10;
      while (performance.now() < end);
      return 1;
    };
    expect(await lastChange(timeline, slow, () => looks < 3)).toBeUndefined();
    expect(looks).toBe(3);
  });

  it('finds the event that printed a line', () => {
    const { output } = timeline.world.terminals.get(terminal)!;
    const lines = Array.from({ length: output.length }, (_, up) => up);
    const texts = lines.map((up) => {
      const number = eventOfLine(output, up);
      return number === undefined ? undefined : causeChain(timeline, number).at(-1)?.event;
    });
    expect(texts[0]).toMatchObject({ text: 'set /a two' });
    expect(texts.some((event) => (event as { text?: string })?.text === 'create /a one')).toBe(
      true,
    );
    expect(eventOfLine(output, 100_000)).toBeUndefined();
  });

  it('tells the chain in sentences', async () => {
    const { number } = (await lastChange(timeline, valueIn))!;
    const sentences = causeChain(timeline, number).map((record) =>
      eventSentence(timeline, record, en.story.event),
    );
    expect(sentences.at(-1)).toBe('You typed “set /a two” on client1');
    expect(sentences.some((text) => text.startsWith('zk1 received SetDataRequest /a'))).toBe(true);
  });
});
