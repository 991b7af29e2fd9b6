/**
 * ZooKeeper with everything on: disks, logs, invariants, history.
 *
 * - zookeeper.ensemble3.messagesPerSecond, …ensemble5…: messages that arrive in a second, under ten
 *   clients, a quarter of whose requests are writes.
 * - zookeeper.sizeCostRatio: cost of a message with 50,000 znodes, by that with a handful.
 * - zookeeper.electionEvents: events from the death of the leader of five to the next leader that
 *   serves.
 */
import type { Role, Timeline } from '../../src/engine/index.ts';
import { hostViews } from '../../src/engine/index.ts';
import { idleService, loadedService, messageRate } from './ensemble.ts';
import type { Figure } from './figure.ts';
import { plantNodes } from './plant-nodes.ts';

function leaderKey({ world }: Timeline): string | undefined {
  const processes = hostViews(world).flatMap((host) => host.processes);
  const isServing = ({ kind, details }: Role): boolean =>
    kind === 'leader' && /broadcast/i.test(details[0] ?? '');
  return processes.find(({ role, status }) => status !== 'exited' && isServing(role))?.key;
}

function electionEvents(): number {
  const timeline = idleService(5);
  const old = leaderKey(timeline);
  if (old === undefined) throw new Error('nobody leads after six seconds');
  const before = timeline.position;
  timeline.act({ type: 'operator.signal', key: old, signal: 'KILL' });
  const untilMs = timeline.clockMs + 60_000;
  timeline.advance({
    untilMs,
    stop: () => {
      const now = leaderKey(timeline);
      return now !== undefined && now !== old;
    },
  });
  if (timeline.clockMs >= untilMs) throw new Error('nobody leads a minute after the leader died');
  return timeline.position - before;
}

export function* figures(): Generator<Figure> {
  for (const servers of [3, 5]) {
    const value = messageRate(loadedService(servers));
    yield { name: `zookeeper.ensemble${servers}.messagesPerSecond`, value, unit: '1/s' };
  }
  const few = messageRate(loadedService(1));
  const many = messageRate(plantNodes(loadedService(1), 50_000));
  yield { name: 'zookeeper.sizeCostRatio', value: few / many, unit: 'ratio' };
  yield { name: 'zookeeper.electionEvents', value: electionEvents(), unit: 'events' };
}
