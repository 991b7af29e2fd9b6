/**
 * The log of the garbage collector that kafka-server-start.sh asks Java for.
 *
 * Mirrors: `-Xlog:gc*:file=kafkaServer-gc.log:time,tags:filecount=10,filesize=100M` of OpenJDK 17.
 * Departs: there is no Java; only what it says at its start is there.
 */
import type { Env } from '../../kernel/behavior.ts';
import { entryAt } from '../../kernel/disk.ts';
import type { Effect } from '../../kernel/effects.ts';

const FILE = 'kafkaServer-gc.log';
const KEPT = 10;

const LINES = [
  '[gc] Using G1',
  '[gc,init] Version: 17.0.15+6-Debian-1deb12u1 (release)',
  '[gc,init] CPUs: 2 total, 2 available',
  '[gc,init] Memory: 3919M',
  '[gc,init] Large Page Support: Disabled',
  '[gc,init] NUMA Support: Disabled',
  '[gc,init] Compressed Oops: Enabled (32-bit)',
  '[gc,init] Heap Region Size: 1M',
  '[gc,init] Heap Min Capacity: 1G',
  '[gc,init] Heap Initial Capacity: 1G',
  '[gc,init] Heap Max Capacity: 1G',
  '[gc,init] Pre-touch: Disabled',
  '[gc,init] Parallel Workers: 2',
  '[gc,init] Concurrent Workers: 1',
  '[gc,init] Concurrent Refinement Workers: 2',
  '[gc,init] Periodic GC: Disabled',
];

/** The file of an earlier start gets the next free number. */
export function openGcLog(env: Env, folder: string, effects: Effect[]): void {
  const { disk } = env.host;
  const path = `${folder}/${FILE}`;
  if (entryAt(disk, path) !== undefined) {
    let number = 0;
    while (number < KEPT - 1 && entryAt(disk, `${path}.${number}`) !== undefined) number++;
    effects.push({ type: 'rename', from: path, to: `${path}.${number}` });
  }
  const stamp = new Date(env.wallClockMs).toISOString().replace('Z', '+0000');
  const text = LINES.map((line) => `[${stamp}]${line}\n`).join('');
  effects.push({ type: 'writeFile', path, chunks: [text] });
}
