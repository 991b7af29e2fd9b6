/**
 * Four-letter words as the server takes them: the answer is sent and the connection closed.
 *
 * Mirrors: NIOServerCnxn.checkFourLetterWord, StatResetCommand, CnxnStatResetCommand, 3.8.0.
 * Read next: ../admin/four-letter-words.ts (the answers).
 */
import {
  answerFourLetterWord,
  isFourLetterWord,
  isWhitelisted,
} from '../admin/four-letter-words.ts';
import { logLine } from '../admin/log-line.ts';
import { closeCnxn, cnxnOf, remoteAddress, workerThread } from './server-cnxn.ts';
import type { ServerCnxn, ServerTurn } from './server-state.ts';
import { resetConnectionStats, resetServerStats } from './server-stats.ts';
import { ownCnxn, ownStats } from './state-changes.ts';

/** Characters after which Java's BufferedWriter writes. */
const WRITER_BUFFER = 8192;

/** Answers a word; false when it is none that upstream knows. */
export function onFourLetterWord(turn: ServerTurn, cnxn: ServerCnxn, word: string): boolean {
  if (!isFourLetterWord(word)) return false;
  const isExecuted = isWhitelisted(turn.state.config, word);
  if (isExecuted) {
    const source = `${workerThread(cnxn)}:o.a.z.s.NIOServerCnxn@514`;
    const text = `Processing ${word} command from ${remoteAddress(cnxn)}`;
    logLine(turn, 'INFO', source, text);
  }
  const isServing = turn.state.server !== null;
  if (isExecuted && isServing && word === 'srst') resetServerStats(turn);
  if (isExecuted && isServing && word === 'crst') resetConnectionStats(turn);
  const text = answerFourLetterWord(turn.state, turn.env, word, cnxn.id);
  if (text !== '') {
    const message = { type: 'FourLetterAnswer', text };
    turn.effects.push({ type: 'send', connection: cnxn.id, message });
    // A writer's buffer goes out whenever it is full.
    const packets = Math.ceil(text.length / WRITER_BUFFER);
    // `crst` may have replaced what was given.
    ownCnxn(turn, cnxnOf(turn, cnxn.id) ?? cnxn).packetsSent += packets;
    if (turn.state.server !== null) ownStats(turn).packetsSent += packets;
  }
  // `stmk` waits for a number that nobody types; the connection stays until it is idle.
  if (word !== 'stmk' || !isExecuted) closeCnxn(turn, cnxn.id);
  return true;
}
