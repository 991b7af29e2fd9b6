/** Servers of a case, as test/golden/README.md describes them. */
import { expect, test } from 'vitest';
import type { ZooKeeperCase } from '../../conformance/zookeeper/golden-case.ts';
import { serversOf, zooCfg } from '../../conformance/zookeeper/topology.ts';

const base: ZooKeeperCase = {
  name: 'x',
  topic: 'x',
  topology: 'observer4',
  terminal: 'pipe',
  jline: true,
  logNoise: false,
  steps: [],
};

test('an observer is marked in every configuration and in its own', () => {
  const cfg = zooCfg(base, 4);
  expect(cfg).toContain('server.4=127.0.0.1:3188:4188:observer\npeerType=observer\n');
  expect(cfg).toContain('server.1=127.0.0.1:2888:3888\n');
  expect(cfg).toContain('clientPort=2481\n');
  expect(zooCfg(base, 3)).not.toContain('peerType');
});

test('cfgExtra adds lines and takes lines away', () => {
  const cfg = zooCfg({ ...base, cfgExtra: ['!4lw.commands.whitelist', 'a=b'] }, 1);
  expect(cfg).not.toContain('whitelist');
  expect(cfg).toContain('a=b\n');
});

test('a standalone server has no server lines and no myid', () => {
  const [server] = serversOf({ ...base, topology: 'standalone' });
  expect(server?.files['/data/server/zk1/zoo.cfg']).not.toContain('server.');
  expect(Object.keys(server?.files ?? {})).toHaveLength(1);
});

test('a server that the case starts is not running before', () => {
  const input = 'server 2 process started';
  const steps = [{ actor: 'harness', kind: 'harness', input, output: '' }];
  const started = serversOf({ ...base, steps }).map((server) => server.isStartedAtBegin);
  expect(started).toEqual([true, false, true, true]);
});
