/**
 * How fast a tool sends.
 *
 * Mirrors: org.apache.kafka.tools.ThroughputThrottler, 2.8.0.
 * Departs: sending takes no time here, so that only so many go out in a millisecond, as many as the real
 * tools manage or fewer.
 */

export interface Throttler {
  /** Messages a second; negative: as fast as it goes. */
  readonly targetThroughput: number;
  readonly startMs: number;
  /** Of sleep that is due. */
  readonly deficitNs: number;
}

/** What can be sent at once, and how long to wait then. */
export interface Batch {
  readonly count: number;
  /** Infinity: for ever. */
  readonly pauseMs: number;
  readonly throttler: Throttler;
}

const MIN_SLEEP_NS = 2_000_000;
/** While no time has passed one message goes out at a time. */
const FIRST_PAUSE_MS = 0.1;

/** `sent`: how many have gone out before; `left`: how many there are still, at least one. */
export function nextBatch(
  throttler: Throttler,
  sent: number,
  left: number,
  nowMs: number,
  mostPerMs: number,
): Batch {
  const { targetThroughput, startMs } = throttler;
  const elapsedSeconds = (nowMs - startMs) / 1000;
  if (elapsedSeconds <= 0) return { count: 1, pauseMs: FIRST_PAUSE_MS, throttler };
  const most = Math.min(left, mostPerMs);
  if (targetThroughput < 0) return { count: most, pauseMs: 1, throttler };
  let { deficitNs } = throttler;
  for (let count = 1; count <= most; count++) {
    if ((sent + count - 1) / elapsedSeconds <= targetThroughput) continue;
    if (targetThroughput === 0) return { count, pauseMs: Infinity, throttler };
    deficitNs += Math.floor(1e9 / targetThroughput);
    if (deficitNs < MIN_SLEEP_NS) continue;
    return { count, pauseMs: deficitNs / 1e6, throttler: { ...throttler, deficitNs: 0 } };
  }
  return { count: most, pauseMs: 1, throttler: { ...throttler, deficitNs } };
}
