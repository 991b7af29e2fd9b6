/** A standalone server from zoo.cfg to its answers, with expiry and restart. */
import { describe, expect, test } from 'vitest';
import { ErrorCode } from '../../../../src/engine/zookeeper/protocol/error-codes.ts';
import { TestCluster } from './test-cluster.ts';

describe('A standalone server started from zoo.cfg', () => {
  test('makes a session by a transaction, so the first create is zxid 2', () => {
    const client = new TestCluster().connect();
    const reply = client.create('/a');
    expect(reply.err).toBe(ErrorCode.OK);
    expect(reply.stat?.czxid).toBe(2n);
    expect(reply.path).toBe('/a');
  });

  test('answers reads from its tree, with the zxid it has reached', () => {
    const client = new TestCluster().connect();
    client.create('/a', { data: 'hello' });
    const reply = client.get('/a');
    expect(reply).toMatchObject({ err: 0, data: 'hello', zxid: 2n });
    expect(reply.stat).toMatchObject({ dataLength: 5, version: 0, ephemeralOwner: 0n });
  });

  test('gives failed writes a zxid too', () => {
    const client = new TestCluster().connect();
    expect(client.delete('/nope').err).toBe(ErrorCode.NONODE);
    expect(client.create('/a').stat?.czxid).toBe(3n);
  });

  test('answers nothing before the log is durable', () => {
    const cluster = new TestCluster({ syncMs: [500, 500] });
    const client = cluster.dial();
    client.handshake();
    expect(client.take()).toEqual([]);
    cluster.run(1600);
    expect(client.take()).toMatchObject([{ type: 'ConnectResponse', timeOut: 30_000 }]);
  });

  test('clamps the session timeout to 2 and 20 ticks', () => {
    const cluster = new TestCluster();
    const low = cluster.dial();
    expect(low.handshake({ timeOut: 1 })?.timeOut).toBe(4000);
    const high = cluster.dial();
    expect(high.handshake({ timeOut: 100_000 })?.timeOut).toBe(40_000);
  });

  test('expires a silent session in a bucket of one tick, ephemerals and all', () => {
    const cluster = new TestCluster();
    const silent = cluster.connect(6000);
    const other = cluster.connect(30_000);
    silent.create('/e', { mode: 'EPHEMERAL' });
    cluster.run(5500);
    expect(other.exists('/e').err).toBe(ErrorCode.OK);
    cluster.run(3000);
    expect(other.exists('/e').err).toBe(ErrorCode.NONODE);
    expect(silent.state.isClosed).toBe(true);
    expect(cluster.log()).toMatch(/Expiring session 0x1\w+, timeout of 6000ms exceeded/);
  });

  test('keeps a session that pings', () => {
    const cluster = new TestCluster();
    const client = cluster.connect(6000);
    client.create('/e', { mode: 'EPHEMERAL' });
    for (let i = 0; i < 10; i++) {
      cluster.run(2000);
      client.ping();
    }
    expect(client.exists('/e').err).toBe(ErrorCode.OK);
  });

  test('closes the connection after the answer to closeSession', () => {
    const cluster = new TestCluster();
    const client = cluster.connect();
    client.create('/e', { mode: 'EPHEMERAL' });
    expect(client.ask({ type: 'CloseSessionRequest' }).err).toBe(ErrorCode.OK);
    expect(client.state.isClosed).toBe(true);
    expect(cluster.connect().exists('/e').err).toBe(ErrorCode.NONODE);
  });

  test('sees pipelined writes of two clients in order: only one compare-and-set wins', () => {
    const cluster = new TestCluster();
    const [a, b] = [cluster.connect(), cluster.connect()];
    a.create('/n', { data: '0' });
    a.post({ type: 'SetDataRequest', path: '/n', data: 'a', version: 0 });
    b.post({ type: 'SetDataRequest', path: '/n', data: 'b', version: 0 });
    cluster.run(50);
    const last = [a, b].map((client) => client.state.received.at(-1) as { err: number });
    expect(last.map(({ err }) => err).sort()).toEqual([ErrorCode.BADVERSION, ErrorCode.OK]);
    expect(a.get('/n').stat?.version).toBe(1);
  });

  test('lets a client come back to its session with id and password', () => {
    const cluster = new TestCluster();
    const first = cluster.dial();
    const session = first.handshake()!;
    first.create('/e', { mode: 'EPHEMERAL' });
    first.close();
    const { sessionId, passwd } = session;
    const second = cluster.dial();
    expect(second.handshake({ sessionId, passwd })).toMatchObject({ sessionId, timeOut: 30_000 });
    expect(second.exists('/e').stat?.ephemeralOwner).toBe(sessionId);
    const thief = cluster.dial();
    expect(thief.handshake({ sessionId, passwd: 'wrong' })?.timeOut).toBe(0);
  });

  test('refuses a client that has seen more than it has itself', () => {
    const cluster = new TestCluster();
    const client = cluster.dial();
    expect(client.handshake({ lastZxidSeen: 100n })).toBeUndefined();
    expect(client.state.isClosed).toBe(true);
  });

  test('comes back after a kill with everything it acknowledged', () => {
    const cluster = new TestCluster();
    const client = cluster.connect();
    client.create('/a', { data: 'kept' });
    cluster.killAndRestart();
    expect(cluster.connect().get('/a').data).toBe('kept');
  });
});
