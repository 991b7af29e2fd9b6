/**
 * ZooKeeper with everything on: disks, logs, invariants, history.
 *
 * - zookeeper.ensemble3.messagesPerSecond, …ensemble5…: messages that arrive in a second, under ten
 *   clients, a quarter of whose requests are writes.
 * - zookeeper.sizeCostRatio: cost of a message among 99 servers, by that among three.
 * - zookeeper.treeCostRatio: cost of a message with 50,000 znodes, by that with a handful.
 * - zookeeper.electionEvents: events from the start of three servers to a leader that serves.
 * - zookeeper.reelectionEvents: the same from the death of the leader of five.
 */
import type { Role, Timeline } from '../../src/engine/index.ts';
import { hostViews } from '../../src/engine/index.ts';
import { idleService, loadedService, messageRate, newService } from './ensemble.ts';
import type { Figure } from './figure.ts';
import { plantNodes } from './plant-nodes.ts';

function leaderKey({ world }: Timeline): string | undefined {
  const processes = hostViews(world).flatMap((host) => host.processes);
  const leads = ({ label, isServing }: Role): boolean => label === 'LEADING' && isServing;
  return processes.find(({ role, status }) => status !== 'exited' && leads(role))?.key;
}

/** Events until somebody else than `old` leads and serves. */
function eventsUntilLeader(timeline: Timeline, old?: string): number {
  const before = timeline.position;
  const untilMs = timeline.clockMs + 60_000;
  timeline.advance({
    untilMs,
    stop: () => {
      const now = leaderKey(timeline);
      return now !== undefined && now !== old;
    },
  });
  if (timeline.clockMs >= untilMs) throw new Error('nobody leads after a minute');
  return timeline.position - before;
}

function reelectionEvents(): number {
  const timeline = idleService(5);
  const old = leaderKey(timeline);
  if (old === undefined) throw new Error('nobody leads after six seconds');
  timeline.act({ type: 'operator.signal', key: old, signal: 'KILL' });
  return eventsUntilLeader(timeline, old);
}

export function* figures(): Generator<Figure> {
  const rates: number[] = [];
  for (const servers of [3, 5]) {
    const value = messageRate(loadedService(servers));
    rates.push(value);
    yield { name: `zookeeper.ensemble${servers}.messagesPerSecond`, value, unit: '1/s' };
  }
  const size = rates[0]! / messageRate(loadedService(99));
  yield { name: 'zookeeper.sizeCostRatio', value: size, unit: 'ratio' };
  const few = messageRate(loadedService(1));
  const many = messageRate(plantNodes(loadedService(1), 50_000));
  yield { name: 'zookeeper.treeCostRatio', value: few / many, unit: 'ratio' };
  const cold = eventsUntilLeader(newService(3));
  yield { name: 'zookeeper.electionEvents', value: cold, unit: 'events' };
  yield { name: 'zookeeper.reelectionEvents', value: reelectionEvents(), unit: 'events' };
}
