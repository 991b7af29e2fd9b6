/** When watches fire, what they tell, and what survives a reconnect. */
import { describe, expect, test } from 'vitest';
import type { RequestBody } from '../../../../src/engine/zookeeper/protocol/client-messages.ts';
import { ErrorCode } from '../../../../src/engine/zookeeper/protocol/error-codes.ts';
import { TestCluster } from './test-cluster.ts';

function pair() {
  const cluster = new TestCluster();
  return { cluster, watcher: cluster.connect(), writer: cluster.connect() };
}

describe('A standard watch', () => {
  test('fires once, with the kind of its list', () => {
    const { watcher, writer } = pair();
    writer.create('/a');
    watcher.get('/a', true);
    watcher.children('/a', true);
    watcher.take();
    writer.set('/a', '1');
    writer.set('/a', '2');
    writer.create('/a/b');
    writer.create('/a/c');
    expect(watcher.events()).toEqual(['NodeDataChanged /a', 'NodeChildrenChanged /a']);
  });

  test('of exists waits for a node that is not there', () => {
    const { watcher, writer } = pair();
    expect(watcher.exists('/later', true).err).toBe(ErrorCode.NONODE);
    watcher.take();
    writer.create('/later');
    expect(watcher.events()).toEqual(['NodeCreated /later']);
  });

  test('of getData is not set where there is no node', () => {
    const { watcher, writer } = pair();
    watcher.get('/later', true);
    watcher.take();
    writer.create('/later');
    expect(watcher.events()).toEqual([]);
  });

  test('of data and children tells a deletion once', () => {
    const { watcher, writer } = pair();
    writer.create('/a');
    watcher.get('/a', true);
    watcher.children('/a', true);
    watcher.children('/', true);
    watcher.take();
    writer.delete('/a');
    expect(watcher.events()).toEqual(['NodeDeleted /a', 'NodeChildrenChanged /']);
  });

  test('is told before the answer to a later read', () => {
    const { cluster, watcher, writer } = pair();
    writer.create('/a');
    watcher.get('/a', true);
    watcher.take();
    writer.post({ type: 'SetDataRequest', path: '/a', data: 'new', version: -1 });
    for (let i = 0; i < 200; i++) {
      cluster.run(0.1);
      watcher.post({ type: 'GetDataRequest', path: '/a', watch: false });
    }
    cluster.run(50);
    const seen = watcher.take();
    const event = seen.findIndex((message) => message.type === 'WatcherEvent');
    const fresh = seen.findIndex((message) => 'data' in message && message.data === 'new');
    expect(event).toBeGreaterThanOrEqual(0);
    expect(fresh).toBeGreaterThan(event);
  });

  test('goes with its connection', () => {
    const { cluster, watcher, writer } = pair();
    writer.create('/a');
    watcher.get('/a', true);
    watcher.close();
    cluster.run(20);
    expect(cluster.server.server?.dataWatches.size).toBe(0);
  });
});

describe('A persistent watch', () => {
  const add = (mode: 'PERSISTENT' | 'PERSISTENT_RECURSIVE', path: string): RequestBody => ({
    type: 'AddWatchRequest',
    path,
    mode,
  });

  test('stays, and sees data and children', () => {
    const { watcher, writer } = pair();
    watcher.ask(add('PERSISTENT', '/a'));
    watcher.take();
    writer.create('/a');
    writer.set('/a', '1');
    writer.create('/a/b');
    writer.create('/a/b/c');
    writer.set('/a', '2');
    expect(watcher.events()).toEqual([
      'NodeCreated /a',
      'NodeDataChanged /a',
      'NodeChildrenChanged /a',
      'NodeDataChanged /a',
    ]);
  });

  test('that is recursive sees every node below, and no NodeChildrenChanged', () => {
    const { watcher, writer } = pair();
    writer.create('/a');
    watcher.ask(add('PERSISTENT_RECURSIVE', '/a'));
    watcher.take();
    writer.create('/a/b');
    writer.create('/a/b/c');
    writer.set('/a/b/c', '1');
    writer.create('/ab');
    writer.delete('/a/b/c');
    expect(watcher.events()).toEqual([
      'NodeCreated /a/b',
      'NodeCreated /a/b/c',
      'NodeDataChanged /a/b/c',
      'NodeDeleted /a/b/c',
    ]);
  });

  test('is removed by name; a second removal finds none', () => {
    const { watcher, writer } = pair();
    watcher.ask(add('PERSISTENT', '/a'));
    const remove = { type: 'RemoveWatchesRequest', path: '/a', watcherType: 'Any' } as const;
    const check = { type: 'CheckWatchesRequest', path: '/a', watcherType: 'Any' } as const;
    expect(watcher.ask(check).err).toBe(ErrorCode.OK);
    expect(watcher.ask(remove).err).toBe(ErrorCode.OK);
    expect(watcher.ask(remove).err).toBe(ErrorCode.NOWATCHER);
    expect(watcher.ask(check).err).toBe(ErrorCode.NOWATCHER);
    watcher.take();
    writer.create('/a');
    expect(watcher.events()).toEqual([]);
  });
});

test('SetWatches2 tells at once what a client missed, and arms the rest', () => {
  const { cluster, watcher, writer } = pair();
  writer.create('/changed');
  writer.create('/gone');
  writer.create('/same');
  const { lastProcessedZxid } = cluster.server.db;
  writer.set('/changed', '1');
  writer.delete('/gone');
  writer.create('/born');
  watcher.take();
  watcher.send({
    type: 'SetWatches2',
    xid: -8,
    relativeZxid: lastProcessedZxid,
    dataWatches: ['/changed', '/gone', '/same'],
    existWatches: ['/born', '/unborn'],
    childWatches: ['/same', '/'],
    persistentWatches: [],
    persistentRecursiveWatches: [],
  } as never);
  cluster.run(50);
  const received = watcher.take();
  expect(received.at(-1)).toMatchObject({ xid: -8, err: 0 });
  const told = received.slice(0, -1).map((event) => JSON.parse(text(event)) as unknown);
  expect(told).toMatchObject([
    { eventType: 'NodeDataChanged', path: '/changed' },
    { eventType: 'NodeDeleted', path: '/gone' },
    { eventType: 'NodeCreated', path: '/born' },
    { eventType: 'NodeChildrenChanged', path: '/' },
  ]);
  writer.set('/same', '1');
  writer.create('/same/child');
  writer.create('/unborn');
  expect(watcher.events()).toEqual([
    'NodeDataChanged /same',
    'NodeChildrenChanged /same',
    'NodeCreated /unborn',
  ]);
});

function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part,
  );
}
