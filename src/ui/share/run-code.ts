/**
 * A run as a short text for an address: cluster or lesson, seed and actions, compressed against a
 * dictionary of what people type here. Whatever comes in is checked field by field before anything
 * is started; nothing here throws.
 */
import type { ZooKeeperSpec } from '../../engine/index.ts';
import type { PlacedAction } from './placed-journal.ts';
import { actionsOf, linesOf, packNumbers, timesOf, unpackNumbers } from './run-bytes.ts';
import { flawOf } from './run-flaw.ts';
import type { RunFlaw } from './run-flaw.ts';
import { checkSpec, shortSpec } from './spec-check.ts';
import { packText, unpackText } from './text-coder.ts';

/** The first letter of a code names its format, in the order of the alphabet. */
const FORMAT = 'B';
const FORMATS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** A link that unpacks to more than this is not one of ours. */
const MOST_BYTES = 200_000;

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

export function encodeRun({ of, actions }: Run): string {
  const head = of.kind === 'cluster' ? shortSpec(of.spec) : of.lesson;
  const text = new TextEncoder().encode(`${JSON.stringify(head)}\n${linesOf(actions)}`);
  const times = packNumbers(timesOf(actions));
  // Times are as good as random: they stand outside of what is compressed.
  const bytes = [...packNumbers([text.length, times.length]), ...times, ...packText(text)];
  return FORMAT + base64Of(Uint8Array.from([...sumOf(bytes), ...bytes]));
}

export function decodeRun(code: string): DecodedRun {
  const format = FORMATS.indexOf(code.slice(0, 1));
  if (format > FORMATS.indexOf(FORMAT)) return { ok: false, reason: 'newer' };
  if (format !== FORMATS.indexOf(FORMAT)) return damaged('foreign');
  try {
    const bytes = bytesOf(code.slice(1));
    const [high, low] = sumOf(bytes.subarray(2));
    return high === bytes[0] && low === bytes[1]
      ? readBytes(bytes.subarray(2))
      : damaged('changed');
  } catch (error) {
    return damaged(flawOf(error));
  }
}

function readBytes(bytes: Uint8Array): DecodedRun {
  const first = endOfNumber(bytes, 0);
  const second = endOfNumber(bytes, first);
  const [textLength = 0, timesLength = 0] = unpackNumbers(bytes.subarray(0, second));
  const end = second + timesLength;
  if (end > bytes.length || textLength > MOST_BYTES) return damaged('unreadable');
  const plain = unpackText(bytes.subarray(end), textLength);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(plain);
  const newline = text.indexOf('\n');
  const head: unknown = JSON.parse(text.slice(0, newline));
  const actions = actionsOf(text.slice(newline + 1), unpackNumbers(bytes.subarray(second, end)));
  const lesson = lessonPlace(head);
  if (lesson !== undefined) return { ok: true, run: { of: { kind: 'lesson', lesson }, actions } };
  const spec = checkSpec(head);
  return spec === undefined
    ? damaged('cluster')
    : { ok: true, run: { of: { kind: 'cluster', spec }, actions } };
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

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function bytesOf(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
