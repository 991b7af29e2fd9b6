/** Statecharts as pictures: everything of the machine is in them, in both languages. */
import { describe, expect, it } from 'vitest';
import layouts from 'virtual:chart-layouts';
import { zookeeper } from '../../../src/engine/zookeeper/index.ts';
import { stateDescriptions } from '../../../src/ui/systems/zookeeper/state-descriptions.zh.ts';
import { chartGraph } from '../../../src/ui/statechart/chart-graph.ts';
import { arrowTaken } from '../../../src/ui/statechart/transition.ts';

describe.each(zookeeper.machines.map((machine) => [machine.id, machine] as const))(
  '%s',
  (id, machine) => {
    const graph = chartGraph(machine);
    const layout = layouts[id]!;

    it('is drawn with every state, inner ones inside outer ones', () => {
      expect(layout.states.map(({ path }) => path)).toEqual(graph.states.map(({ path }) => path));
      for (const inner of layout.states) {
        const outer = layout.states.find(({ path }) => path === inner.parent);
        if (outer === undefined) continue;
        expect(inner.x).toBeGreaterThanOrEqual(outer.x);
        expect(inner.y).toBeGreaterThanOrEqual(outer.y);
        expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width);
        expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height);
      }
    });

    it('names every event of the machine somewhere', () => {
      const named = new Set([
        ...layout.arrows.flatMap(({ events }) => events),
        ...layout.states.flatMap(({ again, exits }) => [...again, ...exits]),
      ]);
      const known = machine.events.map(
        (event) => /^xstate\.after\.([^.]+)\./.exec(event)?.[1] ?? event,
      );
      // The grace period starts a read-only server and leads nowhere.
      for (const event of known.filter((name) => name !== 'readOnlyGrace')) {
        expect([...named].some((name) => name === event || name === `after ${event}`)).toBe(true);
      }
    });

    it('has a Chinese description of every state that has an English one, and of no other', () => {
      const words = stateDescriptions[id]!;
      expect(Object.keys(words).sort()).toEqual(graph.states.map(({ path }) => path).sort());
      for (const { waits } of Object.values(words)) expect(waits).toMatch(/[\u4e00-\u9fff]/);
    });
  },
);

describe('the arrow taken', () => {
  const { arrows } = layouts['quorumPeer']!;
  const ends = (from: string, to: string) => {
    const arrow = arrowTaken(arrows, from, to);
    return arrow === undefined ? undefined : [arrow.from, arrow.to];
  };

  it('is the one between the two states', () => {
    const discovery = 'leading.discovery.waitingForEpoch';
    expect(ends(discovery, `${discovery}Ack`)).toEqual([discovery, `${discovery}Ack`]);
  });

  it('may start and end at states around them', () => {
    expect(ends('following.broadcast.listening', 'looking.flushing')).toEqual([
      'following',
      'looking',
    ]);
  });

  it('is the last of two, when one event went on through a state in between', () => {
    const learner = layouts['learnerHandler']!.arrows;
    expect(arrowTaken(learner, 'waitingForNewLeaderAck', 'streaming')).toMatchObject({
      from: 'waitingForStartup',
      to: 'streaming',
    });
    expect(arrowTaken(learner, 'waitingForInfo', 'streaming')).toBeUndefined();
  });

  it('is none when no arrow leads there', () => {
    expect(ends('standalone', 'leading.broadcast.pinging')).toBeUndefined();
  });
});
