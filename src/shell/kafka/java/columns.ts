/**
 * Lines in columns.
 *
 * Mirrors: `%-15s %-10s %s`.format.
 */

/** Each text padded to its width, one blank between them; no width: as it is. */
export function columns(texts: readonly string[], widths: readonly (number | null)[]): string {
  return texts.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' ');
}

/** The longest text of a column, or its least width. */
export function widest(texts: readonly string[], least: number): number {
  return texts.reduce((width, text) => Math.max(width, text.length), least);
}
