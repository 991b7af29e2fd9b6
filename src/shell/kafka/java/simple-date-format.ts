/**
 * Times by a pattern, in UTC.
 *
 * Mirrors: java.text.SimpleDateFormat.format for years, months, days, hours, minutes, seconds,
 * milliseconds, am/pm, days of the week and zones, Java 17, locale en.
 */
import { illegalArgument } from './exception.ts';

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
/** What a pattern may hold. */
const LETTERS = 'GyMdkHmsSEDFwWahKzZYuXL';

/** Throws IllegalArgumentException. */
export function formatDate(pattern: string, ms: number): string {
  const pieces = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? [];
  const date = new Date(ms);
  return pieces
    .map((piece) => {
      if (piece === "''") return "'";
      if (piece.startsWith("'")) return piece.slice(1, -1).replaceAll("''", "'");
      if (!/^[A-Za-z]/.test(piece)) return piece;
      return field(piece.charAt(0), piece.length, date);
    })
    .join('');
}

function field(letter: string, width: number, date: Date): string {
  const padded = (value: number): string => String(value).padStart(width, '0');
  switch (letter) {
    case 'y':
    case 'Y': {
      const year = date.getUTCFullYear();
      return width === 2 ? String(year % 100).padStart(2, '0') : padded(year);
    }
    case 'M':
    case 'L':
      return width < 3 ? padded(date.getUTCMonth() + 1) : named(MONTHS[date.getUTCMonth()]!, width);
    case 'd':
      return padded(date.getUTCDate());
    case 'E':
      return named(DAYS[date.getUTCDay()]!, width);
    case 'u':
      return padded(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
    case 'z':
      return width < 4 ? 'UTC' : 'Coordinated Universal Time';
    case 'Z':
      return '+0000';
    case 'X':
      return 'Z';
    case 'a':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'G':
      return 'AD';
    default:
      return timeField(letter, date, padded);
  }
}

function timeField(letter: string, date: Date, padded: (value: number) => string): string {
  const hours = date.getUTCHours();
  switch (letter) {
    case 'H':
      return padded(hours);
    case 'k':
      return padded(hours === 0 ? 24 : hours);
    case 'K':
      return padded(hours % 12);
    case 'h':
      return padded(hours % 12 === 0 ? 12 : hours % 12);
    case 'm':
      return padded(date.getUTCMinutes());
    case 's':
      return padded(date.getUTCSeconds());
    case 'S':
      return padded(date.getUTCMilliseconds());
    default:
      if (LETTERS.includes(letter)) return '';
      throw illegalArgument(`Illegal pattern character '${letter}'`);
  }
}

function named(name: string, width: number): string {
  return width < 4 ? name.slice(0, 3) : name;
}
