/**
 * A fixed task in plain JavaScript that stands for the machine: timed beside every figure that hangs on
 * it, so that figures of two machines, or of one at two times, can be compared. Small objects that die
 * young, a table by strings, numbers in order: what the engine spends its time on. Whoever changes the
 * task makes all older ratios worthless.
 */
import { best, cpuSeconds } from './figure.ts';
import type { Figure } from './figure.ts';

interface Item {
  readonly key: string;
  readonly number: number;
  readonly before: Item | null;
}

const items = 2_000;
const tasks = 20;

/** The task; what it gives must not be computable in advance. */
function referenceTask(seed: number): number {
  const byKey = new Map<string, Item>();
  let before: Item | null = null;
  let number = seed;
  for (let i = 0; i < items; i++) {
    number = (Math.imul(number, 1_664_525) + 1_013_904_223) >>> 0;
    const key = `item ${number % 1_000}`;
    const item: Item = { key, number, before: byKey.get(key) ?? before };
    byKey.set(key, item);
    before = item;
  }
  const sorted = [...byKey.values()].sort((a, b) => a.number - b.number);
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) {
    for (let item: Item | null = sorted[i]!, steps = 0; item !== null && steps < 8; steps++) {
      sum = (sum + Math.imul(item.number, i + 1)) >>> 0;
      item = item.before;
    }
  }
  return sum;
}

/** How many of the tasks the machine does in a second of processor time, at this moment. */
export function referenceRate(): number {
  let seed = 1;
  const batch = (): void => {
    for (let i = 0; i < tasks; i++) seed = referenceTask(seed);
  };
  return best(Array.from({ length: 6 }, () => tasks / cpuSeconds(batch)));
}

/**
 * A figure in tasks instead of seconds: of a rate, how much is done while one task runs; of a time, how
 * many tasks it takes. Undefined where a figure is neither.
 */
export function perReference({ value, unit }: Figure, rate: number): number | undefined {
  if (unit === '1/s') return value / rate;
  return unit === 'ms' ? (value / 1_000) * rate : undefined;
}
