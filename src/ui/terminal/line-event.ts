/** Which event printed a line of a terminal: the pieces of output, read backwards. Pure. */
import { listGet } from '../../engine/index.ts';
import type { Terminal as WorldTerminal } from '../../engine/index.ts';

/**
 * The event of the piece in which a line begins. Lines are counted from the last one upwards, which
 * is 0: the line that the cursor stands on.
 */
export function eventOfLine(output: WorldTerminal['output'], linesUp: number): number | undefined {
  let line = 0;
  let found: number | undefined;
  for (let at = output.length - 1; at >= 0; at--) {
    const piece = listGet(output, at);
    if (piece === undefined) break;
    // From the right: each newline ends the line above.
    for (let place = piece.text.length - 1; place >= 0; place--) {
      if (piece.text[place] === '\n' && ++line > linesUp) return found;
      if (line === linesUp && piece.text[place] !== '\n') found = piece.event;
    }
  }
  return line === linesUp ? found : undefined;
}
