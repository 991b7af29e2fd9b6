/**
 * Whole ensembles on the kernel: election, synchronization, broadcast, fail-over, read-only mode.
 */
import { describe, expect, test } from 'vitest';
import { mapHas } from '../../../../src/engine/kernel/persistent-map.ts';
import { listItems } from '../../../../src/engine/kernel/persistent-list.ts';
import type { FuzzClientState } from '../../../fuzz/zookeeper/fuzz-client.ts';
import { ensemble, keyOf, logOf, runUntil, server, startClient } from './ensemble.ts';

const roles = (kernel: ReturnType<typeof ensemble>, ...numbers: number[]) =>
  numbers.map((number) => server(kernel, number).quorum!.peer.serverState);

describe('an ensemble', () => {
  test('of three fresh servers elects the largest id and serves (election-order-123)', () => {
    const kernel = ensemble({ servers: 3 });
    runUntil(kernel, 2000);
    expect(roles(kernel, 1, 2, 3)).toEqual(['FOLLOWING', 'FOLLOWING', 'LEADING']);
    expect([1, 2, 3].map((n) => server(kernel, n).server?.pipeline)).toEqual([
      'follower',
      'follower',
      'leader',
    ]);
    expect([1, 2, 3].map((n) => server(kernel, n).quorum!.peer.currentEpoch)).toEqual([1, 1, 1]);
  });

  test('tells its log what upstream tells (sync-diff)', () => {
    const kernel = ensemble({ servers: 3 });
    runUntil(kernel, 2000);
    const leader = logOf(kernel, 3);
    expect(leader).toContain('Peer state changed: leading - discovery');
    expect(leader).toContain('Follower sid: 2 : info : zk2:2888:3888:participant');
    expect(leader).toMatch(/Sending DIFF zxid=0x0 for peer sid: [12]/);
    expect(leader).toMatch(
      /Have quorum of supporters, sids: \[\[[12], 3\]\]; starting up and setting last processed zxid: 0x100000000/,
    );
    expect(logOf(kernel, 2)).toContain('Learner received NEWLEADER message');
  });

  test('replicates writes to followers and observers, who answer reads themselves', () => {
    const kernel = ensemble({ servers: 3, observers: 1 });
    runUntil(kernel, 2000);
    startClient(kernel, 'c1', 'zk1:2181');
    runUntil(kernel, 6000);
    expect([1, 2, 3, 4].map((n) => mapHas(server(kernel, n).db.tree.nodes, '/a'))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const client = [...kernel.world.processes.values()].find((p) => p.program === 'FuzzClient')!;
    const done = [...listItems((client.state as FuzzClientState).operations)];
    expect(done.some(({ body, err }) => body.type === 'GetDataRequest' && err === 0)).toBe(true);
    expect(kernel.world.violations).toEqual([]);
  });

  test('elects another leader when the leader dies, in a higher epoch (T23, T2)', () => {
    const kernel = ensemble({ servers: 3 });
    runUntil(kernel, 2000);
    kernel.act({ type: 'operator.signal', key: keyOf(kernel, 3), signal: 'KILL' });
    runUntil(kernel, 6000);
    expect(roles(kernel, 1, 2)).toEqual(['FOLLOWING', 'LEADING']);
    expect(server(kernel, 2).quorum!.peer.currentEpoch).toBe(2);
  });

  test('a leader without its followers stops leading within syncLimit (T12)', () => {
    const kernel = ensemble({ servers: 3 });
    runUntil(kernel, 2000);
    for (const number of [1, 2]) {
      kernel.act({ type: 'operator.signal', key: keyOf(kernel, number), signal: 'KILL' });
    }
    runUntil(kernel, 2000 + 7 * 2000);
    expect(roles(kernel, 3)).toEqual(['LOOKING']);
    expect(logOf(kernel, 3)).toContain('Not sufficient followers synced, only synced with sids:');
    expect(server(kernel, 3).server).toBeNull();
  });

  test('without a quorum a server with read-only mode answers reads after the grace time', () => {
    const properties = ['-Dreadonlymode.enabled=true'];
    const kernel = ensemble({ servers: 3, started: [1], properties });
    runUntil(kernel, 1900);
    expect(server(kernel, 1).server).toBeNull();
    runUntil(kernel, 4000);
    expect(server(kernel, 1).server?.pipeline).toBe('readOnly');
  });

  test('a follower that comes back gets what it missed', () => {
    const kernel = ensemble({ servers: 3 });
    runUntil(kernel, 2000);
    startClient(kernel, 'c1', 'zk3:2181');
    runUntil(kernel, 3000);
    kernel.act({ type: 'operator.signal', key: keyOf(kernel, 1), signal: 'KILL' });
    runUntil(kernel, 6000);
    kernel.act({ type: 'operator.restart', key: keyOf(kernel, 1) });
    runUntil(kernel, 8000);
    expect(logOf(kernel, 1)).toContain('Getting a diff from the leader');
    expect(server(kernel, 1).db.tree.digest >= 0).toBe(true);
    expect(kernel.world.violations).toEqual([]);
  });
});
