/**
 * The first of so many numbers of which something holds that, once it does, holds of all behind it; their
 * count when it holds of none. Found by halving.
 */
export function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
