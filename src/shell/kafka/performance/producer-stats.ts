/**
 * Latencies of sends: every five seconds those of the last window, at the end those of all.
 *
 * Mirrors: ProducerPerformance.Stats, 2.8.0.
 */
import type { PersistentMap } from '../../../engine/index.ts';
import { emptyMap, mapEntries, mapGet, mapSet } from '../../../engine/index.ts';
import { doubleText, fixedText } from '../java/number-format.ts';

/** Plain data. */
export interface Stats {
  readonly startMs: number;
  /** Of so many sends one counts for the percentiles. */
  readonly sampling: number;
  /** How many of the samples had a latency, in milliseconds. */
  readonly samples: PersistentMap<number>;
  readonly sampleCount: number;
  readonly total: Sums;
  readonly windowStartMs: number;
  readonly window: Sums;
}

interface Sums {
  readonly count: number;
  readonly bytes: number;
  readonly latencyMs: number;
  readonly maxLatencyMs: number;
}

const NOTHING: Sums = { count: 0, bytes: 0, latencyMs: 0, maxLatencyMs: 0 };
const REPORTING_INTERVAL_MS = 5000;
const MOST_SAMPLES = 500_000;

export function newStats(numRecords: number, nowMs: number): Stats {
  return {
    startMs: nowMs,
    sampling: Math.trunc(numRecords / Math.min(numRecords, MOST_SAMPLES)),
    samples: emptyMap(),
    sampleCount: 0,
    total: NOTHING,
    windowStartMs: nowMs,
    window: NOTHING,
  };
}

function added(sums: Sums, latencyMs: number, bytes: number): Sums {
  return {
    count: sums.count + 1,
    bytes: sums.bytes + bytes,
    latencyMs: sums.latencyMs + latencyMs,
    maxLatencyMs: Math.max(sums.maxLatencyMs, latencyMs),
  };
}

/** A send is over; the text is what is printed of the window that has ended by it, or empty. */
export function record(
  stats: Stats,
  number: number,
  latencyMs: number,
  bytes: number,
  nowMs: number,
): readonly [Stats, string] {
  const isSample = number % stats.sampling === 0;
  const key = String(latencyMs);
  const { samples } = stats;
  const window = added(stats.window, latencyMs, bytes);
  const isOver = nowMs - stats.windowStartMs >= REPORTING_INTERVAL_MS;
  const next: Stats = {
    ...stats,
    samples: isSample ? mapSet(samples, key, (mapGet(samples, key) ?? 0) + 1) : samples,
    sampleCount: stats.sampleCount + (isSample ? 1 : 0),
    total: added(stats.total, latencyMs, bytes),
    windowStartMs: isOver ? nowMs : stats.windowStartMs,
    window: isOver ? NOTHING : window,
  };
  return [next, isOver ? windowText(window, nowMs - stats.windowStartMs) : ''];
}

const MB = 1024 * 1024;

function windowText({ count, bytes, latencyMs, maxLatencyMs }: Sums, elapsedMs: number): string {
  const rate = fixedText((1000 * count) / elapsedMs, 1);
  const mbRate = fixedText((1000 * bytes) / elapsedMs / MB, 2);
  const average = fixedText(latencyMs / count, 1);
  return `${count} records sent, ${rate} records/sec (${mbRate} MB/sec), ${average} ms avg latency, ${doubleText(maxLatencyMs)} ms max latency.\n`;
}

/** printTotal. */
export function totalText(stats: Stats, nowMs: number): string {
  const { count, bytes, latencyMs, maxLatencyMs } = stats.total;
  const elapsedMs = nowMs - stats.startMs;
  const rate = fixedText((1000 * count) / elapsedMs, 6);
  const mbRate = fixedText((1000 * bytes) / elapsedMs / MB, 2);
  const average = fixedText(latencyMs / count, 2);
  const [p50, p95, p99, p999] = percentiles(stats, [0.5, 0.95, 0.99, 0.999]);
  return `${count} records sent, ${rate} records/sec (${mbRate} MB/sec), ${average} ms avg latency, ${fixedText(maxLatencyMs, 2)} ms max latency, ${p50} ms 50th, ${p95} ms 95th, ${p99} ms 99th, ${p999} ms 99.9th.\n`;
}

function percentiles({ samples, sampleCount }: Stats, all: readonly number[]): readonly number[] {
  const counts = [...mapEntries(samples)]
    .map(([latency, count]) => [Number(latency), count] as const)
    .sort(([one], [other]) => one - other);
  return all.map((percentile) => {
    let left = Math.trunc(percentile * sampleCount);
    for (const [latency, count] of counts) {
      if (left < count) return latency;
      left -= count;
    }
    return 0;
  });
}
