/**
 * Reads the properties format in which zoo.cfg is written.
 *
 * Mirrors: java.util.Properties.load.
 */
import { inConcurrentHashOrder } from './hash-order.ts';

/**
 * What texts hold that were read before: servers of an ensemble read the same, and each reads its own
 * at every start. Depends on the text alone; forgotten when there are many.
 */
const known = new Map<string, ReadonlyMap<string, string>>();
const KNOWN_MAX = 100;

/** Key and value pairs, in the order of Java's table; of a key that comes twice the last value. */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  let properties = known.get(text);
  if (properties === undefined) {
    properties = readProperties(text);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(text, properties);
  }
  return properties;
}

function readProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const line of logicalLines(text)) {
    const [key, value] = splitLine(line);
    properties.set(unescape(key), unescape(value));
  }
  const places = new Map([...properties.keys()].map((key, index) => [key, BigInt(index)]));
  const keys = inConcurrentHashOrder(properties.keys(), (key) => places.get(key)!);
  return new Map(keys.map((key) => [key, properties.get(key)!]));
}

/** Lines without comments and blanks, continued lines joined. */
function logicalLines(text: string): readonly string[] {
  const lines: string[] = [];
  let pending: string | null = null;
  for (const natural of text.split(/\r\n|\n|\r/)) {
    const line = natural.replace(/^[ \t\f]+/, '');
    if (pending === null && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue;
    const joined: string = (pending ?? '') + line;
    const backslashes: number = /\\*$/.exec(line)![0].length;
    if (backslashes % 2 === 1) pending = joined.slice(0, -1);
    else {
      lines.push(joined);
      pending = null;
    }
  }
  if (pending !== null && pending !== '') lines.push(pending);
  return lines;
}

/** The key ends at the first `=`, `:` or blank that is not escaped. */
function splitLine(line: string): readonly [string, string] {
  let at = 0;
  while (at < line.length && !/[=: \t\f]/.test(line[at]!)) at += line[at] === '\\' ? 2 : 1;
  const value = line.slice(at).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
  return [line.slice(0, at), value];
}

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(parseInt(escaped.slice(1), 16));
    const known: Record<string, string> = {
      t: '\t',
      n: '\n',
      r: '\r',
      f: '\f',
    };
    return known[escaped] ?? escaped;
  });
}
