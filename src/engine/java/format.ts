/**
 * How Java prints dates, averages and the order of small hash tables.
 *
 * Mirrors: java.util.Date.toString, DateFormat (UTC), AvgMinMaxCounter.getAvg, HashMap's iteration.
 * Departs: keys that fall into one bucket come in the order of the alphabet, not of their arrival.
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
function javaDouble(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** DateFormat.getDateTimeInstance() in English: `Nov 21, 2026, 2:39:43 AM`. */
export function javaDateTime(wallClockMs: number): string {
  const date = new Date(wallClockMs);
  const month = MONTHS[date.getUTCMonth()]!;
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock(date)}`;
}

/** Short date with long time: `11/21/26, 2:39:13 AM UTC`. */
export function javaShortDateTime(wallClockMs: number): string {
  const date = new Date(wallClockMs);
  const year = String(date.getUTCFullYear() % 100).padStart(2, '0');
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${year}, ${clock(date)} UTC`;
}

function clock(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = date.getUTCHours();
  const half = hours < 12 ? 'AM' : 'PM';
  return `${hours % 12 === 0 ? 12 : hours % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${half}`;
}
