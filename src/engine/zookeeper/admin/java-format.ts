/**
 * How Java prints dates, averages and the order of small hash tables.
 *
 * Mirrors: java.util.Date.toString (UTC), AvgMinMaxCounter.getAvg, HashMap's iteration.
 */

/** `Sat Nov 21 02:41:07 UTC 2026`. */
export function javaDate(wallClockMs: number): string {
  const [weekday, day, month, year, time] = new Date(wallClockMs).toUTCString().split(/,? /);
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

/** The average with four digits behind the point, as a Java double: `9.5`, `0.0`. */
export function javaAverage(total: number, count: number): string {
  return javaDouble(count === 0 ? 0 : Math.round((total / count) * 10000) / 10000);
}

/** A double as Double.toString prints it, for values without an exponent. */
export function javaDouble(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Keys in the order in which a HashMap that grew by itself gives them. */
export function inHashOrder(keys: Iterable<string>): readonly string[] {
  const all = [...new Set(keys)].sort();
  let buckets = 16;
  while (all.length > buckets * 0.75) buckets *= 2;
  const bucketOf = (key: string): number => {
    const hash = javaHash(key);
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return all.sort((a, b) => bucketOf(a) - bucketOf(b));
}

function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
