/**
 * A run as a short text for an address: cluster or lesson, seed and actions, compressed against a
 * dictionary of what people type here. Whatever comes in is checked field by field before anything
 * is started; nothing here throws.
 */
import type { ZooKeeperSpec } from '../../engine/index.ts';
import { atOnce } from '../app/breath.ts';
import type { PlacedAction } from './placed-journal.ts';
import { checkNumbers } from './run-bounds.ts';
import { actionsOf, linesOf, packNumbers, timesOf, unpackNumbers } from './run-bytes.ts';
import { FlawedRun, flawOf } from './run-flaw.ts';
import type { RunFlaw } from './run-flaw.ts';
import { checkSpec, shortSpec } from './spec-check.ts';
import { packingText, unpackingText } from './text-coder.ts';

/** The first letter of a code names its format, in the order of the alphabet. */
const FORMAT = 'B';
const FORMATS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** First letter of a code that is kept and never put into an address: nothing in it is compressed. */
const PLAIN = 'P';
/** A link that unpacks to more than this is not one of ours: none that is longer is written either. */
const MOST_OF_LINK = 200_000;
/** Earlier pages kept longer runs in the same way. They are read, and never written again. */
const MOST_OF_KEPT = 8_000_000;
/** Compressing takes five seconds a megabyte: what is kept after every action is longer instead. */
const MOST_COMPRESSED = 2000;

/** Where a lesson's run started and where its reader is; a step's index or the challenge. */
export interface LessonPlace {
  readonly id: string;
  readonly openedAt: number | 'challenge';
  readonly place: number | 'challenge';
  /** The fault of an impossible challenge is planted. */
  readonly isPlanted?: true;
  /** Actions of the opening that the run has, where it left them before their end. */
  readonly kept?: number;
}

export interface Run {
  /** A cluster of its own, or a lesson, whose opening and solutions the actions follow. */
  readonly of:
    | { readonly kind: 'cluster'; readonly spec: ZooKeeperSpec }
    | { readonly kind: 'lesson'; readonly lesson: LessonPlace };
  readonly actions: readonly PlacedAction[];
}

export type DecodedRun =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly reason: 'newer' }
  | { readonly ok: false; readonly reason: 'damaged'; readonly flaw: RunFlaw };

/** A link's code. Throws a FlawedRun when the run is too long for a link. */
export function encodeRun(run: Run): string {
  return atOnce(encodingRun(run));
}

/** The same with pauses: a long run takes a second. */
export function* encodingRun(run: Run): Generator<void, string> {
  const { text, times } = partsOf(run);
  if (text.length > MOST_OF_LINK) throw new FlawedRun('longText');
  // Times are as good as random: they stand outside of what is compressed.
  const packed = yield* packingText(text);
  return FORMAT + summed([...packNumbers([text.length, times.length]), ...times, ...packed]);
}

/** The code of a run that is kept: of any length, and quickly written. */
export function keptCode(run: Run): string {
  const { text, times } = partsOf(run);
  if (text.length <= MOST_COMPRESSED) return encodeRun(run);
  const plain = new TextDecoder().decode(text);
  return `${PLAIN}${summed(times)}.${base64Of(Uint8Array.from(sumOf(text)))}.${plain}`;
}

function partsOf({ of, actions }: Run) {
  const head = of.kind === 'cluster' ? shortSpec(of.spec) : of.lesson;
  const text = new TextEncoder().encode(`${JSON.stringify(head)}\n${linesOf(actions)}`);
  return { text, times: packNumbers(timesOf(actions)) };
}

/** Reads a link's code; it may be anything. */
export function decodeRun(code: string): DecodedRun {
  return atOnce(decodingRun(code));
}

/** The same with pauses. */
export function* decodingRun(code: string): Generator<void, DecodedRun> {
  return code.startsWith(PLAIN) ? damaged('foreign') : yield* decoding(code, MOST_OF_LINK);
}

/** Reads what `keptCode` wrote, now or in an earlier version of the page; it may be anything. */
export function* decodingKept(code: string): Generator<void, DecodedRun> {
  return yield* decoding(code, MOST_OF_KEPT);
}

/** Whether a code is whole; a look at its sum alone, which costs little. */
export function isWhole(code: string): boolean {
  try {
    return code.startsWith(PLAIN) ? plainParts(code) !== null : summedBytes(code.slice(1)) !== null;
  } catch {
    return false;
  }
}

function* decoding(code: string, most: number): Generator<void, DecodedRun> {
  const format = FORMATS.indexOf(code.slice(0, 1));
  const isPlain = code.startsWith(PLAIN);
  if (!isPlain && format > FORMATS.indexOf(FORMAT)) return { ok: false, reason: 'newer' };
  if (!isPlain && format !== FORMATS.indexOf(FORMAT)) return damaged('foreign');
  try {
    if (isPlain) {
      const parts = plainParts(code);
      return parts === null ? damaged('changed') : readParts(parts.text, parts.times);
    }
    const bytes = summedBytes(code.slice(1));
    return bytes === null ? damaged('changed') : yield* readBytes(bytes, most);
  } catch (error) {
    return damaged(flawOf(error));
  }
}

function* readBytes(bytes: Uint8Array, most: number): Generator<void, DecodedRun> {
  const first = endOfNumber(bytes, 0);
  const second = endOfNumber(bytes, first);
  const [textLength = 0, timesLength = 0] = unpackNumbers(bytes.subarray(0, second));
  const end = second + timesLength;
  if (end > bytes.length) return damaged('unreadable');
  if (textLength > most) return damaged('longText');
  const plain = yield* unpackingText(bytes.subarray(end), textLength);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(plain);
  return readParts(text, bytes.subarray(second, end));
}

function readParts(text: string, times: Uint8Array): DecodedRun {
  const newline = text.indexOf('\n');
  const head: unknown = JSON.parse(text.slice(0, newline));
  const actions = actionsOf(text.slice(newline + 1), unpackNumbers(times));
  checkNumbers(actions);
  const lesson = lessonPlace(head);
  if (lesson !== undefined) return { ok: true, run: { of: { kind: 'lesson', lesson }, actions } };
  const spec = checkSpec(head);
  return spec === undefined
    ? damaged('cluster')
    : { ok: true, run: { of: { kind: 'cluster', spec }, actions } };
}

/** What stands in a plain code, or null when its sums do not fit. */
function plainParts(code: string) {
  const first = code.indexOf('.');
  const second = code.indexOf('.', first + 1);
  const times = summedBytes(code.slice(1, first));
  const text = code.slice(second + 1);
  const [high, low] = sumOf(new TextEncoder().encode(text));
  const told = bytesOf(code.slice(first + 1, second));
  const isWholeText = first > 0 && second > first && told[0] === high && told[1] === low;
  return times === null || !isWholeText ? null : { text, times };
}

function lessonPlace(value: unknown): LessonPlace | undefined {
  const { id, openedAt, place, isPlanted, kept } = (value ?? {}) as Record<string, unknown>;
  const isCount = (one: unknown) => Number.isSafeInteger(one) && (one as number) >= 0;
  const isPlace = (one: unknown) => one === 'challenge' || isCount(one);
  const isSound =
    typeof id === 'string' &&
    isPlace(openedAt) &&
    isPlace(place) &&
    (kept === undefined || isCount(kept));
  const more = { ...(isPlanted === true ? { isPlanted } : {}), ...(isCount(kept) ? { kept } : {}) };
  return isSound ? ({ id, openedAt, place, ...more } as LessonPlace) : undefined;
}

function damaged(flaw: RunFlaw): DecodedRun {
  return { ok: false, reason: 'damaged', flaw };
}

function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at]! >= 128) at++;
  return at + 1;
}

/** Fletcher's sum of two bytes: tells a changed link from a whole one. */
function sumOf(bytes: Iterable<number>): readonly [number, number] {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 255;
    b = (b + a) % 255;
  }
  return [a, b];
}

/** Bytes behind their sum. */
function summed(bytes: readonly number[]): string {
  return base64Of(Uint8Array.from([...sumOf(bytes), ...bytes]));
}

/** They without it, or null when it is another one. */
function summedBytes(text: string): Uint8Array | null {
  const bytes = bytesOf(text);
  const rest = bytes.subarray(2);
  const [high, low] = sumOf(rest);
  return high === bytes[0] && low === bytes[1] ? rest : null;
}

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function bytesOf(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
