/** A cluster of several systems: the same hosts in the same order, whatever was loaded first. */
import { describe, expect, it } from 'vitest';
import type { ClusterSpec, System } from '../../../src/engine/index.ts';
import { addSystem, loadedSystems, scenarioOf } from '../../../src/engine/index.ts';
import { zookeeper } from '../../../src/engine/zookeeper/index.ts';

/** Puts a server beside the first of ZooKeeper's, and one on a host of its own. */
const neighbour: System = {
  ...zookeeper,
  id: 'neighbour',
  order: 7,
  messages: {},
  provide: () => ({
    name: 'neighbours',
    hosts: [
      {
        name: 'zk1',
        ip: '10.0.0.11',
        files: { '/opt/neighbour': 'here' },
        boot: [{ program: 'N', argv: ['N'] }],
      },
      { name: 'alone', ip: '10.0.0.50' },
    ],
    addresses: [],
    tools: { files: { '/opt/tool': 'tool' } },
  }),
};

describe('a cluster', () => {
  addSystem(neighbour);
  addSystem(zookeeper);
  addSystem({
    ...neighbour,
    provide: () => ({ name: 'late', hosts: [], addresses: [], tools: {} }),
  });
  const spec = { neighbour: {}, zookeeper: { servers: 2 }, seed: 5 } as unknown as ClusterSpec;
  const { hosts, name, systems, seed } = scenarioOf(spec);

  it('has the systems by their order, each once', () => {
    expect(loadedSystems().map(({ id }) => id)).toEqual(['zookeeper', 'neighbour']);
    expect(systems).toEqual(['zookeeper', 'neighbour']);
    expect([name, seed]).toEqual(['ensemble of 2, neighbours', 5]);
    expect(hosts.map((host) => host.name)).toEqual(['zk1', 'zk2', 'alone', 'client1']);
  });

  it('puts what several systems have on one host together', () => {
    const [shared, , , client] = hosts;
    expect(shared!.boot!.map(({ program }) => program)).toEqual(['QuorumPeerMain', 'N']);
    expect(Object.keys(shared!.files!)).toEqual(
      expect.arrayContaining(['/opt/neighbour', '/opt/zookeeper/conf/zoo.cfg']),
    );
    expect(Object.keys(client!.files!)).toEqual(
      expect.arrayContaining(['/opt/tool', '/opt/zookeeper/bin/zkCli.sh']),
    );
  });

  it('has only the systems that it names', () => {
    expect(scenarioOf({ zookeeper: { servers: 1 } }).systems).toEqual(['zookeeper']);
    expect(scenarioOf({ clientHosts: 0 }).hosts).toEqual([]);
  });
});
