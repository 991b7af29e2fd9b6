/**
 * Texts of a help screen: wrapped, and stretched to their width.
 *
 * Mirrors: net.sourceforge.argparse4j.helper.TextHelper, 0.7.0.
 * Departs: the terminal has 80 columns.
 */
import { linePieces } from '../joptsimple/line-breaks.ts';

export const WIDTH = 75;
const INDENT_WIDTH = 25;
const TITLE_WIDTH = 21;

/** TextHelper.wrap. */
export function wrap(text: string, initialOffset: number, indent: string): string {
  let result = '';
  let line = '';
  let width = initialOffset;
  for (const piece of linePieces(text)) {
    width += piece.length;
    if (width > WIDTH) {
      result += `${stretch(line, width - piece.length)}\n${indent}`;
      line = '';
      width = indent.length + piece.length;
    }
    line += piece;
    if (piece.endsWith('\n')) {
      result += line + indent;
      line = '';
      width = indent.length;
    }
  }
  return result + line;
}

/** TextHelper.adjustSpace: spaces are spread over the line, more of them in its middle. */
function stretch(line: string, width: number): string {
  const text = line.replace(/^ +/, '').replace(/ +$/, '');
  const blocks = text.match(/ +/g)?.length ?? 0;
  if (blocks === 0) return text;
  const needed = WIDTH - (width - (line.length - text.length));
  const each = Math.trunc(needed / blocks);
  const rest = needed % blocks;
  const first = Math.trunc((blocks - rest + 1) / 2);
  let block = 0;
  return text.replace(/ +/g, (spaces) => {
    const more = each + (first <= block && block < first + rest ? 1 : 0);
    block++;
    return ' '.repeat(more) + spaces;
  });
}

/** TextHelper.printHelp: a title and what it means beside it, or below. */
export function entry(title: string, help: string): string {
  if (help === '') return `  ${title}\n`;
  const indent = ' '.repeat(INDENT_WIDTH);
  const gap =
    title.length <= TITLE_WIDTH ? ' '.repeat(INDENT_WIDTH - title.length - 2) : `\n${indent}`;
  return `  ${title}${gap}${wrap(help, INDENT_WIDTH, indent)}\n`;
}
