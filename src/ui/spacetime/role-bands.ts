/** Which role each host had from when to when, as stretches of its lane. Pure. */
import type { Mark } from '../session/marks.ts';

export interface Band {
  readonly host: string;
  readonly from: number;
  readonly to: number;
  /** The role in upstream's word, or `STOPPED`, or `POWER OFF`. */
  readonly text: string;
}

/** Shorter bands have no room for their word, which stands along them. */
export const LEAST_NAMED = 80;

const AFTER_LOOKING = /^(LEADING|FOLLOWING|OBSERVING)$/;

export function bandsOf(
  marks: readonly Mark[],
  lanes: readonly string[],
  yOf: (atMs: number) => number,
  height: number,
): readonly Band[] {
  const bands: Band[] = [];
  const drawn = new Set(lanes);
  const open = new Map<string, { from: number; text: string }>();
  const close = (host: string, to: number) => {
    const one = open.get(host);
    if (one !== undefined && to > one.from) bands.push({ host, to, ...one });
  };
  for (const { kind, host, atMs, text } of marks) {
    if (kind !== 'role' || !drawn.has(host)) continue;
    const y = yOf(atMs);
    // Nobody becomes one of these but out of an election, which may be older than all marks.
    if (!open.has(host) && AFTER_LOOKING.test(text)) open.set(host, { from: 0, text: 'LOOKING' });
    close(host, y);
    open.set(host, { from: y, text });
  }
  for (const host of open.keys()) close(host, height);
  return bands;
}

/** The band's look, as a word for style sheets: `following`, `power-off`. */
export function bandKind({ text }: Band): string {
  return text.toLowerCase().replace(' ', '-');
}
