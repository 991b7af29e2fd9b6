/**
 * Prints a Stat as `stat` and `-s` do.
 *
 * Mirrors: org.apache.zookeeper.cli.StatPrinter, java.util.Date.toString, 3.8.0.
 * Departs: the time zone is UTC.
 */
import type { Stat } from '../../../engine/zookeeper/index.ts';
import { toHexString } from '../../../engine/zookeeper/index.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The eleven lines. */
export function statText(stat: Stat): string {
  return [
    `cZxid = ${toHexString(stat.czxid)}`,
    `ctime = ${javaDate(stat.ctime)}`,
    `mZxid = ${toHexString(stat.mzxid)}`,
    `mtime = ${javaDate(stat.mtime)}`,
    `pZxid = ${toHexString(stat.pzxid)}`,
    `cversion = ${stat.cversion}`,
    `dataVersion = ${stat.version}`,
    `aclVersion = ${stat.aversion}`,
    `ephemeralOwner = ${toHexString(stat.ephemeralOwner)}`,
    `dataLength = ${stat.dataLength}`,
    `numChildren = ${stat.numChildren}`,
    '',
  ].join('\n');
}

/** `Sat Nov 21 02:30:02 UTC 2026`. */
export function javaDate(wallClockMs: number): string {
  const date = new Date(wallClockMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${two(date.getUTCDate())}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day} ${time} UTC ${date.getUTCFullYear()}`;
}
