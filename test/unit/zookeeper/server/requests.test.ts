/** What a server makes of each kind of request. */
import { describe, expect, test } from 'vitest';
import { ErrorCode } from '../../../../src/engine/zookeeper/protocol/error-codes.ts';
import { OPEN_ACL_UNSAFE } from '../../../../src/engine/zookeeper/protocol/records.ts';
import { TestCluster } from './test-cluster.ts';

describe('Requests (PrepRequestProcessor)', () => {
  test('fail with the code of the first thing that is wrong', () => {
    const client = new TestCluster().connect();
    client.create('/a');
    client.create('/a/b');
    client.create('/e', { mode: 'EPHEMERAL' });
    expect(client.create('/a').err).toBe(ErrorCode.NODEEXISTS);
    expect(client.create('/x/y').err).toBe(ErrorCode.NONODE);
    expect(client.create('/a/').err).toBe(ErrorCode.BADARGUMENTS);
    expect(client.create('no-slash').err).toBe(ErrorCode.BADARGUMENTS);
    expect(client.create('/..').err).toBe(ErrorCode.BADARGUMENTS);
    expect(client.create('/e/child').err).toBe(ErrorCode.NOCHILDRENFOREPHEMERALS);
    expect(client.delete('/a').err).toBe(ErrorCode.NOTEMPTY);
    expect(client.delete('/zookeeper').err).toBe(ErrorCode.BADARGUMENTS);
    expect(client.delete('/').err).toBe(ErrorCode.BADARGUMENTS);
    expect(client.set('/a', 'x', 7).err).toBe(ErrorCode.BADVERSION);
    expect(client.set('/nope', 'x').err).toBe(ErrorCode.NONODE);
  });

  test('number sequential nodes by all children ever created', () => {
    const client = new TestCluster().connect();
    client.create('/p');
    client.create('/p/plain');
    client.delete('/p/plain');
    client.create('/p/missing/child');
    const sequential = { mode: 'PERSISTENT_SEQUENTIAL' } as const;
    expect(client.create('/p/n-', sequential).path).toBe('/p/n-0000000001');
    expect(client.create('/p/n-', sequential).path).toBe('/p/n-0000000002');
    expect(client.exists('/p').stat).toMatchObject({ cversion: 4, numChildren: 2 });
  });

  test('change the parts of a stat that upstream changes', () => {
    const client = new TestCluster().connect();
    client.create('/n', { data: 'ab' });
    client.create('/n/c');
    client.set('/n', 'äöü€');
    client.ask({ type: 'SetACLRequest', path: '/n', acl: OPEN_ACL_UNSAFE, version: -1 });
    client.delete('/n/c');
    expect(client.exists('/n').stat).toMatchObject({
      czxid: 2n,
      pzxid: 6n,
      mzxid: 4n,
      version: 1,
      cversion: 2,
      aversion: 1,
      dataLength: 9,
      numChildren: 0,
    });
  });

  test('of one client may be pipelined, and each sees the one before', () => {
    const cluster = new TestCluster();
    const client = cluster.connect();
    const create = {
      type: 'CreateRequest',
      data: null,
      acl: OPEN_ACL_UNSAFE,
      mode: 'PERSISTENT',
      withStat: false,
    } as const;
    client.take();
    client.post({ ...create, path: '/a' });
    client.post({ ...create, path: '/a/b' });
    client.post({ type: 'GetChildrenRequest', path: '/a', watch: false });
    client.post({ type: 'DeleteRequest', path: '/a/b', version: -1 });
    client.post({ type: 'DeleteRequest', path: '/a', version: -1 });
    client.post({ type: 'ExistsRequest', path: '/a', watch: false });
    cluster.run(50);
    expect(client.take()).toMatchObject([
      { err: 0, path: '/a' },
      { err: 0, path: '/a/b' },
      { err: 0, children: ['b'] },
      { err: 0 },
      { err: 0 },
      { err: ErrorCode.NONODE },
    ]);
  });

  test('unknown to the server get UNIMPLEMENTED where the setting is off', () => {
    const client = new TestCluster().connect();
    const reply = client.create('/t', { mode: 'PERSISTENT_WITH_TTL', ttlMs: 1000 });
    expect(reply.err).toBe(ErrorCode.UNIMPLEMENTED);
    const reconfig = {
      type: 'ReconfigRequest',
      joiningServers: null,
      leavingServers: '3',
      newMembers: null,
      curConfigId: -1n,
    } as const;
    expect(client.ask(reconfig).err).toBe(ErrorCode.RECONFIGDISABLED);
  });
});

describe('A multi', () => {
  const op = (path: string) =>
    ({ type: 'create', path, data: '', acl: OPEN_ACL_UNSAFE, mode: 'PERSISTENT' }) as const;

  test('is one transaction whose operations see each other', () => {
    const client = new TestCluster().connect();
    const reply = client.ask({
      type: 'MultiRequest',
      ops: [
        op('/m'),
        op('/m/a'),
        { type: 'setData', path: '/m', data: 'x', version: 0 },
        { type: 'check', path: '/m', version: 1 },
        { type: 'delete', path: '/m/a', version: 0 },
      ],
    });
    expect(reply).toMatchObject({ err: 0, zxid: 2n });
    expect(reply.results?.map(({ type }) => type)).toEqual([
      'create',
      'create',
      'setData',
      'check',
      'delete',
    ]);
    expect(client.get('/m')).toMatchObject({ data: 'x', stat: { czxid: 2n, mzxid: 2n } });
  });

  test('that fails does nothing, tells where, and uses up a zxid', () => {
    const client = new TestCluster().connect();
    const reply = client.ask({
      type: 'MultiRequest',
      ops: [op('/m'), { type: 'delete', path: '/nope', version: -1 }, op('/n')],
    });
    expect(reply.results).toEqual([
      { type: 'error', err: ErrorCode.OK },
      { type: 'error', err: ErrorCode.NONODE },
      { type: 'error', err: ErrorCode.RUNTIMEINCONSISTENCY },
    ]);
    expect(client.exists('/m').err).toBe(ErrorCode.NONODE);
    expect(client.create('/m').stat?.czxid).toBe(3n);
  });

  test('that fails leaves the sequence numbers of its parents alone', () => {
    const client = new TestCluster().connect();
    client.create('/p');
    const sequential = { ...op('/p/n-'), mode: 'PERSISTENT_SEQUENTIAL' } as const;
    client.ask({
      type: 'MultiRequest',
      ops: [sequential, { type: 'check', path: '/p', version: 9 }],
    });
    const next = client.create('/p/n-', { mode: 'PERSISTENT_SEQUENTIAL' });
    expect(next.path).toBe('/p/n-0000000000');
  });

  test('of reads answers each by itself', () => {
    const client = new TestCluster().connect();
    client.create('/a', { data: 'x' });
    const reply = client.ask({
      type: 'MultiReadRequest',
      ops: [
        { type: 'getData', path: '/a' },
        { type: 'getChildren', path: '/nope' },
        { type: 'getChildren', path: '/zookeeper' },
      ],
    });
    expect(reply.results).toMatchObject([
      { type: 'getData', data: 'x' },
      { type: 'error', err: ErrorCode.NONODE },
      { type: 'getChildren' },
    ]);
  });
});

describe('Ephemeral nodes', () => {
  test('are listed by owner and prefix', () => {
    const client = new TestCluster().connect();
    client.create('/p');
    client.create('/p/e', { mode: 'EPHEMERAL' });
    client.create('/q', { mode: 'EPHEMERAL' });
    const all = client.ask({ type: 'GetEphemeralsRequest', prefixPath: '/' });
    expect([...(all.ephemerals ?? [])].sort()).toEqual(['/p/e', '/q']);
    const below = client.ask({ type: 'GetEphemeralsRequest', prefixPath: '/p' });
    expect(below.ephemerals).toEqual(['/p/e']);
  });

  test('that are created while their session closes vanish with it', () => {
    const cluster = new TestCluster();
    const [owner, other] = [cluster.connect(), cluster.connect()];
    owner.post({
      type: 'CreateRequest',
      path: '/late',
      data: null,
      acl: OPEN_ACL_UNSAFE,
      mode: 'EPHEMERAL',
      withStat: false,
    });
    owner.post({ type: 'CloseSessionRequest' });
    cluster.run(50);
    expect(other.exists('/late').err).toBe(ErrorCode.NONODE);
    expect(cluster.server.db.sessionsWithTimeouts.size).toBe(1);
  });
});

test('Requests of a session that expired are dropped, and its connection is closed', () => {
  const cluster = new TestCluster();
  const client = cluster.connect(4000);
  cluster.run(9000);
  expect(client.state.isClosed).toBe(true);
  expect(cluster.server.connections.size).toBe(0);
});
