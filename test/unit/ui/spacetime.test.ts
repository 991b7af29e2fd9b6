/** The space-time diagram: what its filter finds, what it marks, and which way causes go. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Timeline } from '../../../src/engine/index.ts';
import { verbs } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { coneOf, diagramOf } from '../../../src/ui/spacetime/diagram.ts';
import { isWanted, parseFilter } from '../../../src/ui/spacetime/filter.ts';
import { factsOf } from '../../../src/ui/spacetime/message-facts.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';

function written(): Timeline {
  const timeline = startSimulation(zookeeperScenario({ servers: 3, seed: 1 }));
  timeline.advance({ untilMs: 3000 });
  for (const action of verbs.openTerminal('client1')) timeline.act(action);
  timeline.advance({ untilMs: 3500 });
  const terminal = [...timeline.world.terminals.keys()].at(-1)!;
  for (const text of ['zkCli.sh -server zk1:2181', 'create /app one', 'create /other two']) {
    timeline.act({ type: 'operator.type', terminal, text });
    timeline.advance({ untilMs: timeline.clockMs + 4000 });
  }
  return timeline;
}

describe('the filter of the space-time diagram', () => {
  let timeline: Timeline;
  const found = (filter: string) =>
    diagramOf(timeline, { filter, arePingsShown: false, most: 3000 }).arrows.map(
      ({ label }) => label.split(' ')[0],
    );
  beforeAll(() => {
    timeline = written();
  });

  it('finds all that a change of a znode needed, ACKs and COMMITs too', () => {
    const about = new Set(found('path:/app'));
    for (const name of [
      'CreateRequest',
      'REQUEST',
      'PROPOSAL',
      'ACK',
      'COMMIT',
      'CreateResponse',
    ]) {
      expect(about).toContain(name);
    }
    const labels = diagramOf(timeline, { filter: 'path:/app', arePingsShown: false, most: 3000 });
    expect(labels.arrows.some(({ label }) => label.includes('/other'))).toBe(false);
  });

  it('finds one transaction by its zxid and nothing of the next', () => {
    const { arrows } = diagramOf(timeline, {
      filter: 'zxid:0x100000002',
      arePingsShown: false,
      most: 3000,
    });
    expect(arrows.length).toBeGreaterThan(5);
    expect(arrows.every(({ label }) => !label.includes('0x100000003'))).toBe(true);
    expect(arrows.map(({ label }) => label)).toContain('PROPOSAL 0x100000002');
  });

  it('finds what a session sent, whose requests do not name it', () => {
    const session = [...sessionsIn(timeline)][0]!;
    const of = found(`session:${session}`);
    expect(of).toContain('CreateRequest');
    expect(of).toContain('PROPOSAL');
    expect(of).not.toContain('Notification');
  });

  it('takes the same name twice as “either”, different names as “both”, a minus as “not”', () => {
    const either = diagramOf(timeline, {
      filter: 'kind:ack kind:commit node:zk1 -epoch',
      arePingsShown: false,
      most: 3000,
    }).arrows;
    expect(new Set(either.map(({ label }) => label.split(' ')[0]))).toEqual(
      new Set(['ACK', 'COMMIT']),
    );
    expect(either.every(({ fromHost, toHost }) => [fromHost, toHost].includes('zk1'))).toBe(true);
  });

  it('looks for a plain word everywhere, and for a path below another by whole names', () => {
    const subject = {
      label: 'ACK',
      kind: 'ACK',
      nodes: ['zk1'],
      facets: [
        { facet: 'path', value: '/application' },
        { facet: 'zxid', value: '0x1' },
      ],
    };
    expect(isWanted(parseFilter('applic'), subject)).toBe(true);
    expect(isWanted(parseFilter('path:/app'), subject)).toBe(false);
    expect(isWanted(parseFilter('path:/application'), subject)).toBe(true);
    expect(isWanted(parseFilter('zk1 nothing'), subject)).toBe(false);
  });
});

function sessionsIn(timeline: Timeline): Set<string> {
  const facts = factsOf(timeline);
  const sessions = new Set<string>();
  for (const { event } of timeline.recordsBetween(0, timeline.length)) {
    if (event.type !== 'message') continue;
    for (const { facet, value } of facts.of(event as never)) {
      if (facet === 'session') sessions.add(value);
    }
  }
  return sessions;
}

describe('marks of the space-time diagram', () => {
  it('show an fsync between PROPOSAL and ACK, on the host that wrote', () => {
    const timeline = written();
    const { moments, arrows } = diagramOf(timeline, {
      filter: 'path:/app',
      arePingsShown: false,
      most: 3000,
    });
    const ack = arrows.find(({ label }) => label.startsWith('ACK'))!;
    const sync = moments.find(({ number }) => number === ack.cause)!;
    expect(sync).toMatchObject({ kind: 'local', hosts: [ack.fromHost], text: 'disk.synced' });
    const proposal = arrows.find(({ number }) => number === sync.cause)!;
    expect(proposal.label).toMatch(/^PROPOSAL/);
    expect(coneOf(timeline, ack.number).past).toContain(proposal.number);
    expect(coneOf(timeline, proposal.number).future).toContain(ack.number);
    expect(coneOf(timeline, proposal.number).past).not.toContain(ack.number);
  });

  it('show a fault on the hosts that it hit', () => {
    const timeline = written();
    timeline.act(verbs.cut('zk1', 'zk2')[0]!);
    const marks = diagramOf(timeline, { filter: '', arePingsShown: false, most: 3000 }).moments;
    expect(marks.at(-1)).toMatchObject({ kind: 'fault', hosts: ['zk1', 'zk2'] });
  });

  it('draw what is held back by a cut as not arrived', () => {
    const timeline = written();
    const flight = {
      sequence: 1,
      connection: 1,
      fromPid: 1,
      toPid: 2,
      from: 'zk1',
      to: 'zk2',
      message: { type: 'PROPOSAL' },
      sentAtMs: timeline.clockMs - 5,
      arrivesAtMs: Infinity,
      isHeld: true,
      cause: 1,
      weight: 'normal' as const,
    };
    const options = { arePingsShown: false, most: 10, flights: [flight] };
    const { underWay } = diagramOf(timeline, { ...options, filter: '' });
    expect(underWay).toMatchObject([{ label: 'PROPOSAL', isHeld: true }]);
    expect(underWay[0]!.share).toBeLessThan(1);
    expect(diagramOf(timeline, { ...options, filter: 'node:zk3' }).underWay).toEqual([]);
  });
});
