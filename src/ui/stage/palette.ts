/** The theme's colours as a canvas needs them. */
import type { Origin } from './flights.ts';
import type { Wire } from './wires.ts';

export interface Palette {
  readonly surface: string;
  readonly ink: string;
  readonly line: string;
  readonly accent: string;
  readonly danger: string;
  readonly purposes: Readonly<Record<Wire['purpose'], string>>;
  readonly origins: Readonly<Record<Origin, string>>;
  readonly font: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    surface: of('--surface'),
    ink: of('--ink'),
    line: of('--line-strong'),
    accent: of('--accent'),
    danger: of('--danger'),
    purposes: {
      client: of('--message-client'),
      quorum: of('--message-quorum'),
      election: of('--message-election'),
      other: of('--ink-soft'),
    },
    origins: {
      client: of('--message-client'),
      leader: of('--message-quorum'),
      learner: of('--message-learner'),
      looking: of('--message-election'),
      other: of('--ink-soft'),
    },
    font: style.fontFamily,
  };
}
