/**
 * How many committed transactions a leader keeps decides between DIFF and SNAP.
 */
import { expect, test } from 'vitest';
import { queueSize } from '../../../../src/engine/kernel/persistent-queue.ts';
import { ensemble, keyOf, runUntil, server, startClient } from './ensemble.ts';

/** A follower misses many writes and comes back; the messages of its synchronization. */
function modesOfReturn(isShort: boolean): readonly string[] {
  const kernel = ensemble({
    ...{ seed: 3, servers: 3 },
    ...(isShort
      ? {
          config: { snapshotSizeFactor: '-1' },
          properties: ['-Dplayground.commitLogCount=5'],
        }
      : {}),
  });
  runUntil(kernel, 1000);
  startClient(kernel, 'c1', 'zk3:2181');
  runUntil(kernel, 3000);
  kernel.act({ type: 'operator.signal', key: keyOf(kernel, 1), signal: 'KILL' });
  runUntil(kernel, 12_000);
  const kept = queueSize(server(kernel, 3).db.committedLog);
  if (isShort) expect(kept).toBe(5);
  else expect(kept).toBeGreaterThan(20);
  kernel.act({ type: 'operator.restart', key: keyOf(kernel, 1) });
  const modes: string[] = [];
  for (;;) {
    const record = kernel.step(16_000);
    if (record === undefined) break;
    if (record.event.type !== 'message') continue;
    const { type } = record.event.message;
    if (type === 'DIFF' || type === 'SNAP' || type === 'TRUNC') modes.push(type);
  }
  expect(server(kernel, 1).db.lastProcessedZxid).toBe(server(kernel, 3).db.lastProcessedZxid);
  expect(kernel.world.violations).toEqual([]);
  return modes;
}

test('with all that it missed still in memory, a follower gets DIFF', () => {
  expect(modesOfReturn(false)).toEqual(['DIFF']);
});

test('with a short memory and no help from the log on disk, a follower gets SNAP', () => {
  expect(modesOfReturn(true)).toEqual(['SNAP']);
});
