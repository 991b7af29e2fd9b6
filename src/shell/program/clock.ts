/**
 * Dates as programs print them. The hosts' time zone is UTC and their locale is C.
 *
 * Mirrors: strftime(3).
 */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function two(value: number, fill = '0'): string {
  return String(value).padStart(2, fill);
}

/** Formats milliseconds since 1970 as strftime does; unknown directives stay as they are. */
export function formatTime(ms: number, format: string): string {
  const date = new Date(ms);
  return format.replace(/%(-?)([a-zA-Z%])/g, (text, dash: string, letter: string) => {
    const value = directive(date, ms, letter);
    if (value === undefined) return text;
    return dash === '' ? value : value.replace(/^[0 ]+(?=.)/, '');
  });
}

/** Directives that stand for a longer format. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  x: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  X: '%H:%M:%S',
};

/** Directives that are the same at any time. */
const FIXED: Readonly<Record<string, string>> = {
  '%': '%',
  n: '\n',
  t: '\t',
  z: '+0000',
  Z: 'UTC',
};

function directive(date: Date, ms: number, letter: string): string | undefined {
  const composed = COMPOSED[letter];
  if (composed !== undefined) return formatTime(ms, composed);
  const hour = date.getUTCHours();
  switch (letter) {
    case 'a':
      return DAYS[date.getUTCDay()]!.slice(0, 3);
    case 'A':
      return DAYS[date.getUTCDay()]!;
    case 'b':
    case 'h':
      return MONTHS[date.getUTCMonth()]!.slice(0, 3);
    case 'B':
      return MONTHS[date.getUTCMonth()]!;
    case 'C':
      return two(Math.floor(date.getUTCFullYear() / 100));
    case 'd':
      return two(date.getUTCDate());
    case 'e':
      return two(date.getUTCDate(), ' ');
    case 'H':
      return two(hour);
    case 'I':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'j': {
      const start = Date.UTC(date.getUTCFullYear(), 0, 1);
      return String(Math.floor((ms - start) / 86_400_000) + 1).padStart(3, '0');
    }
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'M':
      return two(date.getUTCMinutes());
    case 'N':
      return String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(9, '0');
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 's':
      return String(Math.floor(ms / 1000));
    case 'S':
      return two(date.getUTCSeconds());
    case 'u':
      return String(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
    case 'w':
      return String(date.getUTCDay());
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'Y':
      return String(date.getUTCFullYear());
    default:
      return FIXED[letter];
  }
}
