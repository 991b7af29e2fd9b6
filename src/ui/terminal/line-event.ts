/** Which event printed a line of a terminal: the pieces of output, read backwards. Pure. */
import { listGet } from '../../engine/index.ts';
import type { Terminal as WorldTerminal } from '../../engine/index.ts';

/**
 * The event of the piece in which a line begins. Lines are counted from the last one upwards, which
 * is 0: the line that the cursor stands on. From newline to newline: a piece may have megabytes.
 */
export function eventOfLine(output: WorldTerminal['output'], linesUp: number): number | undefined {
  let line = 0;
  let found: number | undefined;
  for (let at = output.length - 1; at >= 0; at--) {
    const piece = listGet(output, at);
    if (piece === undefined) break;
    const { text, event } = piece;
    let end = text.length;
    for (;;) {
      const newline = end === 0 ? -1 : text.lastIndexOf('\n', end - 1);
      if (line === linesUp && newline + 1 < end) found = event;
      if (newline < 0) break;
      if (++line > linesUp) return found;
      end = newline;
    }
  }
  return line === linesUp ? found : undefined;
}
