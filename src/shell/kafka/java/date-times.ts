/**
 * Times and durations as tools read them.
 *
 * Mirrors: Utils.getDateTime, 2.8.0 (SimpleDateFormat `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`, then `…X`, both
 * strict), java.time.Duration.parse, Java 17.
 */
import { JavaException } from './exception.ts';

const UTILS = 'org.apache.kafka.common.utils.Utils.getDateTime(Utils.java';
const DATE_TIME =
  /^(\d+)-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{1,2}):(\d{1,2})\.(\d+)(Z|[+-]\d{2}(?::?\d{2})?)/;

/** Milliseconds since 1970. Throws ParseException. */
export function parseDateTime(text: string): number {
  const [, time] = withoutEmptyEnd(text.split('T'));
  if (time === undefined) {
    const message =
      "Error parsing timestamp. It does not contain a 'T' according to ISO8601 format";
    throw new JavaException('java.text.ParseException', message, { frames: [`${UTILS}:1311)`] });
  }
  const zoned = /[+\-Z]/.test(time) ? text : `${text}Z`;
  const match = DATE_TIME.exec(zoned);
  const value = match === null ? null : millisOf(match);
  if (value !== null) return value;
  throw new JavaException('java.text.ParseException', `Unparseable date: "${zoned}"`, {
    frames: ['java.base/java.text.DateFormat.parse(DateFormat.java:399)', `${UTILS}:1328)`],
  });
}

function withoutEmptyEnd(parts: readonly string[]): readonly string[] {
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}

/** Null: there is no such day or time. */
function millisOf(match: RegExpExecArray): number | null {
  const [year, month, day, hour, minute, second, millis] = match.slice(1, 8).map(Number);
  const ms = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, millis!);
  const date = new Date(ms);
  const isSame =
    date.getUTCMonth() === month! - 1 &&
    date.getUTCDate() === day! &&
    hour! < 24 &&
    minute! < 60 &&
    second! < 60 &&
    millis! < 1000;
  return isSame ? ms - offsetMs(match[8]!) : null;
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const minutes = Number(zone.slice(-2)) * (zone.length > 3 ? 1 : 0);
  return sign * (Number(zone.slice(1, 3)) * 60 + minutes) * 60_000;
}

const DURATION =
  /^([+-]?)P(?:([+-]?\d+)D)?(T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i;

/** Milliseconds. Throws DateTimeParseException. */
export function parseDuration(text: string): number {
  const match = DURATION.exec(text);
  const parts = match === null ? [] : [match[2], match[4], match[5], match[6]];
  const isEmpty = parts.every((part) => part === undefined) || match?.[3]?.toUpperCase() === 'T';
  if (match === null || isEmpty) {
    const message = 'Text cannot be parsed to a Duration';
    throw new JavaException('java.time.format.DateTimeParseException', message, {
      frames: ['java.base/java.time.Duration.parse(Duration.java:419)'],
    });
  }
  const [days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0));
  const fraction = Number(`0.${match[7] || '0'}`) * (match[6]?.startsWith('-') === true ? -1 : 1);
  const total = days! * 86_400 + hours! * 3600 + minutes! * 60 + seconds! + fraction;
  return Math.floor((match[1] === '-' ? -total : total) * 1000);
}
