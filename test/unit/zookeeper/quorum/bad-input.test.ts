/**
 * Servers that were set up wrongly, or whose disk is full: they end, or go on, as the real ones do (3.8.0,
 * each tried out with it), and say so in the log.
 */
import { describe, expect, test } from 'vitest';
import { listFolder, readChunks } from '../../../../src/engine/kernel/disk.ts';
import type { Kernel } from '../../../../src/engine/kernel/kernel.ts';
import type { OperatorAction } from '../../../../src/engine/kernel/operator-action.ts';
import type { Process } from '../../../../src/engine/kernel/world-state.ts';
import { ensemble, keyOf, logOf, runUntil, server, startClient } from './ensemble.ts';
import { DATA_FOLDER, serverPlaces, startOf } from '../../../../src/engine/zookeeper/index.ts';

const THREE = { servers: 3, started: 'none' } as const;
const ONE = { servers: 1, started: 'none' } as const;
const FULL = 'full';

function start(kernel: Kernel, spec: typeof THREE | typeof ONE, ...numbers: number[]): void {
  for (const number of numbers) {
    const place = serverPlaces(spec)[number - 1]!;
    kernel.act({ type: 'operator.start', host: place.host, start: startOf(place) });
  }
}

function setMyid(kernel: Kernel, host: string, text: string): void {
  kernel.act({ type: 'operator.writeFile', host, path: `${DATA_FOLDER}/myid`, chunks: [text] });
}

function fillDisk(host: string): OperatorAction {
  return { type: 'operator.addRule', rule: { id: FULL, kind: 'fullDisk', host } };
}

function processOf(kernel: Kernel, number: number): Process {
  return [...kernel.world.processes.values()].findLast(
    ({ info, program }) => info.host === `zk${number}` && program === 'QuorumPeerMain',
  )!;
}

function roles(kernel: Kernel, ...numbers: number[]): (string | undefined)[] {
  return numbers.map((number) => server(kernel, number).quorum?.peer.serverState);
}

/** Runs until it is so, and fails when that takes too long. */
function runUntilTrue(kernel: Kernel, limitMs: number, isSo: () => boolean): void {
  const endMs = kernel.world.nowMs + limitMs;
  while (!isSo() && kernel.world.nowMs < endMs) runUntil(kernel, kernel.world.nowMs + 50);
  expect(isSo()).toBe(true);
}

describe('a wrong myid', () => {
  test('that no server line names ends the server with 1 (QuorumPeer.start)', () => {
    const kernel = ensemble(THREE);
    setMyid(kernel, 'zk1', '4\n');
    start(kernel, THREE, 1);
    runUntil(kernel, 1000);
    expect(processOf(kernel, 1)).toMatchObject({ status: 'exited', exitCode: 1 });
    expect(logOf(kernel, 1)).toContain(
      'java.lang.RuntimeException: My id 4 not in the peer list\n',
    );
    expect(logOf(kernel, 1)).toContain('Exiting JVM with code 1\n');
  });

  test('of another server ends it with 14 after three tries, the others elect (Listener)', () => {
    const kernel = ensemble(THREE);
    setMyid(kernel, 'zk1', '2\n');
    start(kernel, THREE, 1, 2, 3);
    runUntil(kernel, 10_000);
    expect(processOf(kernel, 1)).toMatchObject({ status: 'exited', exitCode: 14 });
    const log = logOf(kernel, 1);
    expect(log.match(/BindException: Cannot assign requested address/g)).toHaveLength(3);
    expect(log).toContain('Leaving listener thread for address zk2:3888 after 3 errors.');
    expect(log).toContain(
      "I won't be able to participate in leader election any longer: zk2:3888\n",
    );
    expect(log).toContain('Exiting JVM with code 14\n');
    expect(roles(kernel, 2, 3).toSorted()).toEqual(['FOLLOWING', 'LEADING']);
  });

  test('of another server is no hindrance to one that listens everywhere', () => {
    const kernel = ensemble({ ...THREE, config: { quorumListenOnAllIPs: 'true' } });
    setMyid(kernel, 'zk1', '2\n');
    start(kernel, THREE, 1);
    runUntil(kernel, 10_000);
    expect(processOf(kernel, 1).status).toBe('running');
  });

  test('is told by a server that it disturbs (QuorumCnxManager.handleConnection)', () => {
    const kernel = ensemble({ ...THREE, config: { quorumListenOnAllIPs: 'true' } });
    setMyid(kernel, 'zk1', '2\n');
    start(kernel, THREE, 1, 2, 3);
    runUntil(kernel, 10_000);
    expect(logOf(kernel, 1) + logOf(kernel, 2)).toContain(
      'We got a connection request from a server with our own ID.',
    );
  });
});

describe('a full disk', () => {
  test('keeps a new server alone from starting (ZooKeeperServerMain)', () => {
    const kernel = ensemble(ONE);
    kernel.act(fillDisk('zk1'));
    start(kernel, ONE, 1);
    runUntil(kernel, 1000);
    expect(processOf(kernel, 1)).toMatchObject({ status: 'exited', exitCode: 1 });
    expect(logOf(kernel, 1)).toMatch(
      /exiting abnormally\njava\.io\.IOException: No space left on device\n.*Exiting JVM with code 1\n$/,
    );
  });

  test('keeps a new member from starting, and one whose epochs are gone (QuorumPeer.loadDataBase)', () => {
    const kernel = ensemble(THREE);
    kernel.act(fillDisk('zk1'));
    start(kernel, THREE, 1, 2);
    runUntil(kernel, 1000);
    kernel.act({ type: 'operator.signal', key: keyOf(kernel, 2), signal: 'KILL' });
    const path = `${DATA_FOLDER}/version-2/acceptedEpoch`;
    kernel.act({ type: 'operator.removePath', host: 'zk2', path });
    kernel.act({ type: 'operator.addRule', rule: { id: 'two', kind: 'fullDisk', host: 'zk2' } });
    start(kernel, THREE, 2);
    runUntil(kernel, 2000);
    for (const number of [1, 2]) {
      expect(processOf(kernel, number)).toMatchObject({ status: 'exited', exitCode: 1 });
      expect(logOf(kernel, number)).toContain(
        'Unable to load database on disk\njava.io.IOException: No space left on device\n',
      );
    }
  });

  test('ends a server alone, normally, with the next write (ZooKeeperCriticalThread)', () => {
    const kernel = ensemble(ONE);
    start(kernel, ONE, 1);
    startClient(kernel, 'c1', 'zk1:2181');
    runUntil(kernel, 3000);
    kernel.act(fillDisk('zk1'));
    runUntilTrue(kernel, 60_000, () => processOf(kernel, 1).status === 'exited');
    expect(processOf(kernel, 1).exitCode).toBe(0);
    expect(logOf(kernel, 1)).toContain('Severe unrecoverable error, from thread : SyncThread:0\n');
    expect(logOf(kernel, 1)).toMatch(/Exiting normally\n.*Exiting JVM with code 0\n$/);
  });

  test('makes a follower look for a leader again and again, until there is room', () => {
    const kernel = ensemble(THREE);
    start(kernel, THREE, 1, 2, 3);
    startClient(kernel, 'c1', 'zk3:2181');
    runUntil(kernel, 5000);
    expect(roles(kernel, 1)).toEqual(['FOLLOWING']);
    kernel.act(fillDisk('zk1'));
    runUntilTrue(kernel, 60_000, () => roles(kernel, 1)[0] === 'LOOKING');
    expect(logOf(kernel, 1)).toContain('Severe unrecoverable error, from thread : SyncThread:1\n');
    kernel.act({ type: 'operator.removeRule', id: FULL });
    const isBack = () =>
      roles(kernel, 1)[0] === 'FOLLOWING' &&
      server(kernel, 1).db.lastProcessedZxid === server(kernel, 3).db.lastProcessedZxid;
    runUntilTrue(kernel, 60_000, isBack);
    expect(processOf(kernel, 1).status).toBe('running');
  });
});

describe('a data directory of another server', () => {
  test('is taken for the own: the server follows with that history', () => {
    const kernel = ensemble(THREE);
    start(kernel, THREE, 2, 3);
    startClient(kernel, 'c1', 'zk2:2181,zk3:2181');
    runUntil(kernel, 8000);
    copyData(kernel, 'zk2', 'zk1');
    start(kernel, THREE, 1);
    runUntil(kernel, 8100);
    runUntilTrue(kernel, 60_000, () => server(kernel, 1).quorum?.peer.zabState === 'BROADCAST');
    expect(roles(kernel, 1)).toEqual(['FOLLOWING']);
    expect(server(kernel, 1).quorum?.peer.currentEpoch).toBe(1);
    expect(kernel.world.violations).toEqual([]);
  });

  test('with its myid in it is the myid of another server', () => {
    const kernel = ensemble(THREE);
    start(kernel, THREE, 2, 3);
    runUntil(kernel, 4000);
    copyData(kernel, 'zk2', 'zk1');
    setMyid(kernel, 'zk1', '2\n');
    start(kernel, THREE, 1);
    runUntil(kernel, 10_000);
    expect(processOf(kernel, 1)).toMatchObject({ status: 'exited', exitCode: 14 });
    expect(roles(kernel, 2, 3).toSorted()).toEqual(['FOLLOWING', 'LEADING']);
  });
});

/** `cp -r` of version-2 from host to host. */
function copyData(kernel: Kernel, from: string, to: string): void {
  const { disk } = kernel.world.hosts.get(from)!;
  const folder = `${DATA_FOLDER}/version-2`;
  for (const name of listFolder(disk, folder) ?? []) {
    const path = `${folder}/${name}`;
    const chunks = readChunks(disk, path) ?? [];
    kernel.act({ type: 'operator.writeFile', host: to, path, chunks });
  }
}
