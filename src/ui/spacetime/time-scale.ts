/** Heights by time, before any zoom: steps grow with the logarithm of the time between. Pure. */

/** Height of the first moment. */
export const TOP = 14;
const LEAST_STEP = 12;
const MOST_STEP = 46;

export function scaleOf(moments: readonly number[]): (atMs: number) => number {
  const times = [...new Set(moments)].sort((a, b) => a - b);
  const ys: number[] = [];
  let y = TOP;
  times.forEach((time, index) => {
    if (index > 0) {
      const gapMs = time - times[index - 1]!;
      y += Math.min(MOST_STEP, LEAST_STEP + 7 * Math.log1p(gapMs));
    }
    ys.push(y);
  });
  return (atMs) => {
    let low = 0;
    let high = times.length - 1;
    if (high < 0 || atMs <= times[0]!) return TOP;
    if (atMs >= times[high]!) return ys[high]!;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= atMs) low = middle;
      else high = middle;
    }
    const share = (atMs - times[low]!) / (times[high]! - times[low]!);
    return ys[low]! + share * (ys[high]! - ys[low]!);
  };
}
