/** Worlds for measuring ZooKeeper: a service, and ten clients that never rest. */
import type { Behavior, StartRequest } from '../../src/engine/index.ts';
import { kernelOptions, Timeline } from '../../src/engine/index.ts';
import { cpuSeconds } from './figure.ts';
import { loadClient } from './load-client.ts';
import { planter } from './plant-nodes.ts';
import { zookeeperScenario } from '../support/zookeeper.ts';
import { zookeeper } from '../../src/engine/zookeeper/index.ts';

const clients = 10;

/** A service of so many servers under load, invariants and history included. */
export function loadedService(servers: number, writeEvery = 4): Timeline {
  const timeline = idleService(servers);
  for (let i = 1; i <= clients; i++) {
    const server = `zk${((i - 1) % servers) + 1}`;
    const start: StartRequest = {
      program: 'loadClient',
      argv: ['loadClient', server, '2181', '5', String(writeEvery), `/load${i}`],
    };
    timeline.act({ type: 'operator.start', host: 'client1', start });
  }
  timeline.advance({ maxEvents: 5_000 });
  return timeline;
}

/** A service whose clients, each on a host of its own, keep nine requests under way. */
export function crowdedService(servers: number, clientHosts: number): Timeline {
  const timeline = idleService(servers, clientHosts);
  for (let i = 1; i <= clientHosts; i++) {
    const argv = ['loadClient', `zk${i}`, '2181', '9', '4', `/load${i}`];
    const start: StartRequest = { program: 'loadClient', argv };
    timeline.act({ type: 'operator.start', host: `client${i}`, start });
  }
  timeline.advance({ maxEvents: 5_000 });
  return timeline;
}

/** A service that has elected its leader and has nothing to do. */
export function idleService(servers: number, clientHosts = 1): Timeline {
  const timeline = newService(servers, clientHosts);
  timeline.advance({ untilMs: 6_000 });
  return timeline;
}

/** A service whose servers are about to start. */
export function newService(servers: number, clientHosts = 1): Timeline {
  const scenario = zookeeperScenario({ servers, clientHosts });
  const programs = {
    ...zookeeper.programs,
    loadClient: loadClient as Behavior,
    planter: planter as Behavior,
  };
  return new Timeline(kernelOptions(scenario, programs, zookeeper.invariants));
}

/** Messages that arrive in a second of processor time. */
export function messageRate(timeline: Timeline, events = 60_000): number {
  // What runs for the first time is compiled first.
  timeline.advance({ maxEvents: 30_000 });
  let messages = 0;
  const stop = ({ event }: { event: { type: string } }): boolean => {
    if (event.type === 'message') messages++;
    return false;
  };
  const rates = Array.from({ length: 3 }, () => {
    messages = 0;
    const seconds = cpuSeconds(() => timeline.advance({ maxEvents: events, stop }));
    if (messages < events / 2) throw new Error(`only ${messages} of ${events} events are messages`);
    return messages / seconds;
  });
  const { violations } = timeline.world;
  if (violations.length > 0) throw new Error(`violated: ${violations[0]!.detail}`);
  return Math.max(...rates);
}
