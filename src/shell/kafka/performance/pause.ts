/**
 * Waiting between two sends.
 *
 * Read next: throughput-throttler.ts.
 */
import type { ToolScript } from '../tool/tool.ts';
import { sleep } from '../tool/tool.ts';

const DAY_MS = 86_400_000;

/** Infinity: until a signal comes. */
export function* pause(ms: number): ToolScript<void> {
  while (ms === Infinity) yield* sleep(DAY_MS);
  yield* sleep(ms);
}
