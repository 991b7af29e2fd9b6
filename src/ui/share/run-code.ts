/**
 * A run as a short text for an address: cluster or lesson, seed and actions, compressed against a
 * dictionary of what people type here. Whatever comes in is checked field by field before anything
 * is started; nothing here throws.
 *
 * Read next: letters/letter.ts.
 */
import { atOnce } from '../app/breath.ts';
import { letterB, letterP } from './letters/b/letter.ts';
import { letterC, letterQ, plainly, textOf, writing } from './letters/c/letter.ts';
import type { Letter } from './letters/letter.ts';
import type { Run } from './run.ts';
import { checkBounds } from './run-bounds.ts';
import { FlawedRun, flawOf } from './run-flaw.ts';
import type { RunFlaw } from './run-flaw.ts';
import { systemUis } from '../systems/loaded.ts';
import type { SystemCodec } from './systems/system-codec.ts';

export type { LessonPlace, Run } from './run.ts';

/** Of the systems that are loaded. */
function codecs(): readonly SystemCodec[] {
  return systemUis().map(({ codec }) => codec);
}

/** Letters of addresses, in the order of the alphabet: the last is written, all are read for ever. */
const OF_LINKS: Readonly<Record<string, Letter>> = { B: letterB(codecs), C: letterC(codecs) };
/** Letters of what is kept in plain text and never put into an address. */
const PLAIN: Readonly<Record<string, Letter>> = { P: letterP(codecs), Q: letterQ(codecs) };
const NEWEST = Object.keys(OF_LINKS).at(-1)!;

/** A link that unpacks to more than this is not one of ours: none that is longer is written either. */
const MOST_OF_LINK = 200_000;
/** Earlier pages kept longer runs in the same way. They are read, and never written again. */
const MOST_OF_KEPT = 8_000_000;
/** Compressing takes five seconds a megabyte: what is kept after every action is longer instead. */
const MOST_COMPRESSED = 2000;

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
  const text = textOf(run, codecs());
  if (text.length > MOST_OF_LINK) throw new FlawedRun('longText');
  return yield* writing(run, text);
}

/** The code of a run that is kept: of any length, and quickly written. */
export function keptCode(run: Run): string {
  const text = textOf(run, codecs());
  return text.length <= MOST_COMPRESSED ? atOnce(writing(run, text)) : plainly(run, text);
}

/** Reads a link's code; it may be anything. */
export function decodeRun(code: string): DecodedRun {
  return atOnce(decodingRun(code));
}

/** The same with pauses. */
export function* decodingRun(code: string): Generator<void, DecodedRun> {
  return yield* decoding(code, OF_LINKS, MOST_OF_LINK);
}

/** Reads what `keptCode` wrote, now or in an earlier version of the page; it may be anything. */
export function* decodingKept(code: string): Generator<void, DecodedRun> {
  return yield* decoding(code, { ...OF_LINKS, ...PLAIN }, MOST_OF_KEPT);
}

/** Whether a code is whole; a look at its sum alone, which costs little. */
export function isWhole(code: string): boolean {
  const letter = letterOf(code);
  try {
    // Of a letter that only a newer page knows, the newest of this one knows the most.
    return (PLAIN[letter] ?? OF_LINKS[letter] ?? OF_LINKS[NEWEST]!).isWhole(code);
  } catch {
    return false;
  }
}

function* decoding(
  code: string,
  letters: Readonly<Record<string, Letter>>,
  most: number,
): Generator<void, DecodedRun> {
  const letter = letterOf(code);
  const read = letters[letter];
  if (read === undefined) {
    const isNewer = letter > NEWEST && letter <= 'Z' && !(letter in PLAIN);
    return isNewer ? { ok: false, reason: 'newer' } : damaged('foreign');
  }
  try {
    const run = yield* read.reading(code, most);
    checkBounds(run.actions);
    return { ok: true, run };
  } catch (error) {
    return damaged(flawOf(error));
  }
}

function letterOf(code: string): string {
  return code.slice(0, 1);
}

function damaged(flaw: RunFlaw): DecodedRun {
  return { ok: false, reason: 'damaged', flaw };
}
