/** Quotas, containers, times to live, sizes, connections and counters of a server. */
import { describe, expect, test } from 'vitest';
import { mapValues } from '../../../../src/engine/kernel/persistent-map.ts';
import { ErrorCode } from '../../../../src/engine/zookeeper/protocol/error-codes.ts';
import type { TestClient } from './test-cluster.ts';
import { TestCluster } from './test-cluster.ts';

function setQuota(client: TestClient, limits: string): void {
  client.create('/q', { data: 'abc' });
  client.create('/zookeeper/quota/q', { data: '' });
  client.create('/zookeeper/quota/q/zookeeper_limits', { data: limits });
  client.create('/zookeeper/quota/q/zookeeper_stats', { data: 'count=0,bytes=0' });
}

const useOf = (client: TestClient) => client.get('/zookeeper/quota/q/zookeeper_stats').data;

describe('A quota', () => {
  const hard = 'count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=2';

  test('counts what is below its path, itself included', () => {
    const client = new TestCluster().connect();
    setQuota(client, 'count=5,bytes=-1');
    expect(useOf(client)).toBe('count=1,bytes=3');
    client.create('/q/a', { data: '12345' });
    client.set('/q/a', '1');
    expect(useOf(client)).toBe('count=2,bytes=4');
    client.delete('/q/a');
    expect(useOf(client)).toBe('count=1,bytes=3');
  });

  test('is a note only, unless it is enforced', () => {
    const client = new TestCluster().connect();
    setQuota(client, hard);
    client.create('/q/a');
    expect(client.create('/q/b').err).toBe(ErrorCode.OK);
  });

  test('that is enforced refuses at its hard limits', () => {
    const cluster = new TestCluster({ properties: ['-Dzookeeper.enforceQuota=true'] });
    const client = cluster.connect();
    setQuota(client, hard);
    client.create('/q/a', { data: '' });
    expect(client.create('/q/b').err).toBe(ErrorCode.QUOTAEXCEEDED);
    expect(client.set('/q/a', '12345678').err).toBe(ErrorCode.QUOTAEXCEEDED);
    expect(client.set('/q/a', '1234567').err).toBe(ErrorCode.OK);
    expect(cluster.log()).toContain(
      'Message:Quota exceeded: /q [current count=3, hardCountLimit=2] Value:null',
    );
  });

  test('that is enforced warns at its soft limits', () => {
    const cluster = new TestCluster({ properties: ['-Dzookeeper.enforceQuota=true'] });
    const client = cluster.connect();
    setQuota(client, 'count=1,bytes=-1');
    expect(client.create('/q/a').err).toBe(ErrorCode.OK);
    expect(cluster.log()).toContain('[current count=2, softCountLimit=1]');
  });
});

describe('Containers', () => {
  test('are swept away after their last child, not before their first', () => {
    const cluster = new TestCluster();
    const client = cluster.connect(40_000);
    client.create('/empty', { mode: 'CONTAINER' });
    client.create('/used', { mode: 'CONTAINER' });
    client.create('/used/c');
    client.delete('/used/c');
    for (let i = 0; i < 7; i++) {
      cluster.run(10_000);
      client.ping();
    }
    expect(client.exists('/used').err).toBe(ErrorCode.NONODE);
    expect(client.exists('/empty').stat?.ephemeralOwner).toBe(0n);
    expect(cluster.log()).toContain('Attempting to delete candidate container: /used');
  });

  test('with a time to live go when it is over', () => {
    const cluster = new TestCluster({
      properties: [
        '-Dzookeeper.extendedTypesEnabled=true',
        '-Dznode.container.checkIntervalMs=1000',
      ],
    });
    const client = cluster.connect(40_000);
    const mode = 'PERSISTENT_WITH_TTL';
    expect(client.create('/bad', { mode, ttlMs: 0 }).err).toBe(ErrorCode.BADARGUMENTS);
    client.create('/short', { mode, ttlMs: 3000 });
    client.create('/long', { mode, ttlMs: 300_000 });
    cluster.run(2000);
    expect(client.exists('/short').err).toBe(ErrorCode.OK);
    cluster.run(3000);
    expect(client.exists('/short').err).toBe(ErrorCode.NONODE);
    expect(client.exists('/long').err).toBe(ErrorCode.OK);
  });
});

describe('The server closes a connection', () => {
  test('that sends more than jute.maxbuffer', () => {
    const cluster = new TestCluster();
    const client = cluster.connect();
    expect(client.create('/a', { data: 'x'.repeat(1_000_000) }).err).toBe(ErrorCode.OK);
    client.post({ type: 'SetDataRequest', path: '/a', data: 'x'.repeat(1_100_000), version: -1 });
    cluster.run(50);
    expect(client.state.isClosed).toBe(true);
    expect(cluster.log()).toMatch(/Len error\. A message from .* with advertised length of 11000/);
  });

  test('beyond maxClientCnxns of one address', () => {
    const cluster = new TestCluster({ config: { maxClientCnxns: '2' } });
    const clients = [cluster.dial(), cluster.dial(), cluster.dial()];
    expect(clients.map(({ state }) => state.isClosed)).toEqual([false, false, true]);
    expect(cluster.log()).toContain('Too many connections from /10.0.0.101 - max is 2');
  });

  test('that asks for no session', () => {
    const cluster = new TestCluster();
    const client = cluster.dial();
    cluster.run(9000);
    expect(client.state.isClosed).toBe(false);
    cluster.run(12_000);
    expect(client.state.isClosed).toBe(true);
  });

  test('after a four-letter word, answered or not', () => {
    const cluster = new TestCluster({ config: { '4lw.commands.whitelist': 'ruok' } });
    const ask = (word: string) => {
      const client = cluster.dial();
      client.send({ type: 'FourLetterWord', word } as never);
      cluster.run(20);
      expect(client.state.isClosed).toBe(true);
      return client.take().map((message) => ('text' in message ? message.text : message.type));
    };
    expect(ask('ruok')).toEqual(['imok']);
    expect(ask('stat')).toEqual(['stat is not executed because it is not in the whitelist.\n']);
    expect(ask('nope')).toEqual([]);
  });
});

test('The counters of srvr and cons count packets and requests', () => {
  const cluster = new TestCluster();
  const client = cluster.connect();
  client.create('/a');
  client.get('/a');
  client.ping();
  cluster.run(50);
  const { stats } = cluster.server.server!;
  // ConnectRequest, create, getData, ping; as many answers.
  expect(stats).toMatchObject({ packetsReceived: 4, packetsSent: 4, outstandingRequests: 0 });
  expect(stats.latencyCount).toBe(4);
  const [cnxn] = [...mapValues(cluster.server.connections)];
  expect(cnxn).toMatchObject({
    packetsReceived: 4,
    packetsSent: 4,
    outstandingRequests: 0,
    lastOperation: 'PING',
    lastCxid: 2,
  });
});
