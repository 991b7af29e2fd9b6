/**
 * Text that the compression of letter C knows beforehand: how a head begins, rarest first, and all
 * that letter B knows. A text begins behind the same mark as each of the heads.
 */
import { DICTIONARY as OF_B } from '../b/dictionary.ts';

const MARK = '\u0001';

const HEADS = [
  '0 {"servers":5,"observers":1}\n{"seed":2,"clientHosts":2}\n',
  'lesson {"id":"broadcast","openedAt":"challenge","place":"challenge","isPlanted":true,"kept":1}\n',
  '0 {"servers":3}\n{}\n',
  '0 {"servers":3}\n{"seed":',
];

export const DICTIONARY = ['', ...HEADS, OF_B, ''].join(MARK);
