/**
 * Reads and writes letter C, and Q, the same in plain text. Apart from head and dictionary it is as
 * letter B is.
 *
 * Read next: head.ts.
 */
import type { Run } from '../../run.ts';
import type { Codecs, SystemCodec } from '../../systems/system-codec.ts';
import type { CodeParts } from '../b/packed.ts';
import { packing, unpacking } from '../b/packed.ts';
import { isPlainWhole, plainOf, plainParts } from '../b/plain.ts';
import { actionsOf, linesOf, timesOf } from '../b/run-bytes.ts';
import { summedBytes } from '../b/sums.ts';
import { taughtBy } from '../b/text-model.ts';
import type { Letter } from '../letter.ts';
import { DICTIONARY } from './dictionary.ts';
import { headOf, readHead } from './head.ts';

const LETTER = 'C';
const PLAIN = 'Q';

const newModel = taughtBy(DICTIONARY);

export function letterC(codecs: Codecs): Letter {
  return {
    *reading(code, most) {
      return runOf(yield* unpacking(code.slice(1), most, newModel()), codecs());
    },
    isWhole: (code) => summedBytes(code.slice(1)) !== null,
  };
}

export function letterQ(codecs: Codecs): Letter {
  return {
    // It has nothing to pause at.
    *reading(code) {
      return runOf(plainParts(code.slice(1)), codecs());
    },
    isWhole: (code) => isPlainWhole(code.slice(1)),
  };
}

function runOf({ text, times }: CodeParts, codecs: readonly SystemCodec[]): Run {
  const { of, rest } = readHead(text, codecs);
  return { of, actions: actionsOf(rest, times) };
}

/** The bytes of a run's text: its length decides how it is written. */
export function textOf({ of, actions }: Run, codecs: readonly SystemCodec[]): Uint8Array {
  return new TextEncoder().encode(headOf(of, codecs) + linesOf(actions));
}

/** The code for a link, of a run and its text. */
export function* writing({ actions }: Run, text: Uint8Array): Generator<void, string> {
  return LETTER + (yield* packing(text, timesOf(actions), newModel()));
}

/** The code in plain text. */
export function plainly({ actions }: Run, text: Uint8Array): string {
  return PLAIN + plainOf(text, timesOf(actions));
}
