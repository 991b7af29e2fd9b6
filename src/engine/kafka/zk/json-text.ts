/**
 * Reading the JSON of a znode: keys stay in the order of the text, and complaints are the library's.
 *
 * Mirrors: kafka.utils.Json.tryParseBytes over Jackson's ObjectMapper.readTree (2.10.5), 2.8.0: one value is
 * read, what follows it is ignored.
 * Departs: places are counted in characters, not in bytes.
 * Read next: json-node.ts.
 */
import type { JsonNode } from './json-node.ts';
import { JsonException } from './json-node.ts';

/** Reads a text; null data cannot be read. Throws JsonException, or IllegalArgumentException for null. */
export function parseJson(text: string | null): JsonNode {
  if (text === null) {
    throw new JsonException('java.lang.IllegalArgumentException', 'argument "src" is null');
  }
  const reader: Reader = { text, at: 0 };
  skipBlanks(reader);
  if (reader.at === text.length) return { type: 'missing' };
  if (text[reader.at] === '}') {
    const start = `root starting at ${source(reader, 'line: 1, column: 0')}`;
    return fail(reader, `Unexpected close marker '}': expected ']' (for ${start})`);
  }
  const node = readValue(reader);
  const next = text[reader.at];
  if (node.type === 'number' && next !== undefined && !isBlank(next)) {
    return fail(reader, `${unexpected(next)}: Expected space separating root-level values`);
  }
  return node;
}

interface Reader {
  readonly text: string;
  at: number;
}

function skipBlanks(reader: Reader): void {
  while (reader.at < reader.text.length && isBlank(reader.text[reader.at]!)) reader.at++;
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

function readValue(reader: Reader): JsonNode {
  const character = reader.text[reader.at]!;
  if (character === '{') return readObject(reader);
  if (character === '[') return readArray(reader);
  if (character === '"') return { type: 'string', value: readString(reader, 'VALUE_STRING') };
  if (character === '-' || isDigit(character)) return readNumber(reader);
  return readWord(reader);
}

function readObject(reader: Reader): JsonNode {
  const start = reader.at++;
  const fields = new Map<string, JsonNode>();
  skipBlanks(reader);
  if (closes(reader, '}')) return { type: 'object', fields: [] };
  for (;;) {
    needMore(reader, 'Object', start);
    const character = reader.text[reader.at]!;
    if (character !== '"') {
      fail(reader, `${unexpected(character)}: was expecting double-quote to start field name`);
    }
    const name = readString(reader, 'field name');
    skipBlanks(reader);
    const colon = reader.text[reader.at];
    if (colon === undefined)
      throwEof(reader, 'Unexpected end-of-input within/between Object entries');
    if (colon !== ':') {
      fail(reader, `${unexpected(colon)}: was expecting a colon to separate field name and value`);
    }
    reader.at++;
    skipBlanks(reader);
    if (reader.at === reader.text.length) {
      throwEof(reader, 'Unexpected end-of-input within/between Object entries');
    }
    fields.set(name, readValue(reader));
    if (endsAfterEntry(reader, '}', 'Object', start)) {
      return { type: 'object', fields: [...fields] };
    }
  }
}

function readArray(reader: Reader): JsonNode {
  const start = reader.at++;
  const items: JsonNode[] = [];
  skipBlanks(reader);
  if (closes(reader, ']')) return { type: 'array', items };
  for (;;) {
    needMore(reader, 'Array', start);
    items.push(readValue(reader));
    if (endsAfterEntry(reader, ']', 'Array', start)) return { type: 'array', items };
  }
}

/** What follows an entry: the end of the whole, or a comma. */
function endsAfterEntry(reader: Reader, close: string, kind: string, start: number): boolean {
  skipBlanks(reader);
  needMore(reader, kind, start);
  if (closes(reader, close)) return true;
  const character = reader.text[reader.at]!;
  if (character === '}' || character === ']') {
    const opened = `${kind} starting at ${source(reader, place(reader.text, start))}`;
    fail(reader, `Unexpected close marker '${character}': expected '${close}' (for ${opened})`);
  }
  if (character !== ',') {
    fail(reader, `${unexpected(character)}: was expecting comma to separate ${kind} entries`);
  }
  reader.at++;
  skipBlanks(reader);
  return false;
}

function closes(reader: Reader, close: string): boolean {
  if (reader.text[reader.at] !== close) return false;
  reader.at++;
  return true;
}

function needMore(reader: Reader, kind: string, start: number): void {
  if (reader.at < reader.text.length) return;
  const opened = `start marker at ${source(reader, place(reader.text, start))}`;
  throwEof(reader, `Unexpected end-of-input: expected close marker for ${kind} (${opened})`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readString(reader: Reader, where: 'field name' | 'VALUE_STRING'): string {
  let value = '';
  reader.at++;
  for (;;) {
    const character = reader.text[reader.at];
    if (character === undefined) return throwEof(reader, `Unexpected end-of-input in ${where}`);
    if (character === '"') break;
    if (character < ' ') {
      const name = `(CTRL-CHAR, code ${character.charCodeAt(0)})`;
      const rule = 'has to be escaped using backslash to be included in string value';
      fail(reader, `Illegal unquoted character (${name}): ${rule}`);
    }
    value += character === '\\' ? readEscape(reader) : character;
    reader.at++;
  }
  reader.at++;
  return value;
}

function readEscape(reader: Reader): string {
  const character = reader.text[++reader.at] ?? '';
  if (character === 'u') {
    const digits = reader.text.slice(reader.at + 1, reader.at + 5);
    if (/^[0-9a-fA-F]{4}$/.test(digits)) {
      reader.at += 4;
      return String.fromCharCode(parseInt(digits, 16));
    }
  }
  const escaped = ESCAPES[character];
  if (escaped !== undefined) return escaped;
  return fail(reader, `Unrecognized character escape ${quoted(character)}`);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function readNumber(reader: Reader): JsonNode {
  const { text, at: start } = reader;
  if (text[reader.at] === '-') reader.at++;
  needDigit(reader, 'expected digit (0-9) to follow minus sign, for valid numeric value');
  if (text[reader.at] === '0' && isDigit(text[reader.at + 1])) {
    fail(reader, 'Invalid numeric value: Leading zeroes not allowed');
  }
  while (isDigit(text[reader.at])) reader.at++;
  let isInteger = true;
  if (text[reader.at] === '.') {
    isInteger = false;
    reader.at++;
    needDigit(reader, 'Decimal point not followed by a digit');
    while (isDigit(text[reader.at])) reader.at++;
  }
  if (text[reader.at] === 'e' || text[reader.at] === 'E') {
    isInteger = false;
    reader.at++;
    if (text[reader.at] === '+' || text[reader.at] === '-') reader.at++;
    needDigit(reader, 'Exponent indicator not followed by a digit');
    while (isDigit(text[reader.at])) reader.at++;
  }
  return { type: 'number', value: Number(text.slice(start, reader.at)), isInteger };
}

function needDigit(reader: Reader, rule: string): void {
  const character = reader.text[reader.at];
  if (character === undefined) throwEof(reader, 'Unexpected end-of-input in null');
  if (!isDigit(character)) fail(reader, `${unexpected(character)} in numeric value: ${rule}`);
}

function readWord(reader: Reader): JsonNode {
  const { text, at: start } = reader;
  if (!/[\p{L}\p{N}_$]/u.test(text[start]!)) {
    fail(reader, `${unexpected(text[start]!)}: expected a value`);
  }
  while (reader.at < text.length && /[\p{L}\p{N}_$]/u.test(text[reader.at]!)) reader.at++;
  const word = text.slice(start, reader.at);
  if (word === 'null') return { type: 'null' };
  if (word === 'true' || word === 'false') return { type: 'boolean', value: word === 'true' };
  const wanted = `JSON String, Number, Array, Object or token 'null', 'true' or 'false'`;
  return fail(reader, `Unrecognized token '${word}': was expecting (${wanted})`);
}

function quoted(character: string): string {
  return `'${character}' (code ${character.charCodeAt(0)})`;
}

function unexpected(character: string): string {
  return `Unexpected character (${quoted(character)})`;
}

/** The complaint stands behind the character that was read last. */
function fail(reader: Reader, text: string): never {
  throw complaint('JsonParseException', reader, text, Math.min(reader.at + 1, reader.text.length));
}

function throwEof(reader: Reader, text: string): never {
  throw complaint('io.JsonEOFException', reader, text, reader.text.length);
}

function complaint(name: string, reader: Reader, text: string, at: number): JsonException {
  const where = source(reader, place(reader.text, at));
  return new JsonException(`com.fasterxml.jackson.core.${name}`, `${text}\n at ${where}`);
}

const SHOWN_MAX = 500;

function source({ text }: Reader, where: string): string {
  const rest = text.length - SHOWN_MAX;
  const more = rest > 0 ? `[truncated ${rest} bytes]` : '';
  return `[Source: (byte[])"${text.slice(0, SHOWN_MAX)}"${more}; ${where}]`;
}

function place(text: string, at: number): string {
  const before = text.slice(0, at);
  const lines = before.split('\n');
  return `line: ${lines.length}, column: ${lines.at(-1)!.length + 1}`;
}
