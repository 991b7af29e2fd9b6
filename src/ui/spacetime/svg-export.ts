/** The space-time diagram as a picture of its own, to be saved. */
import { clockText } from '../timeline/clock-text.ts';
import type { Diagram } from './diagram.ts';

interface Colours {
  readonly ink: string;
  readonly line: string;
  readonly paper: string;
}

const LANE = 170;
const GUTTER = 80;
const TOP = 34;

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

export function svgOf({ lanes, arrows, height }: Diagram, colours: Colours): string {
  const xOf = (lane: string) => GUTTER + LANE * (lanes.indexOf(lane) + 0.5);
  const width = GUTTER + LANE * lanes.length;
  const { ink, line, paper } = colours;
  const font = 'font-family="system-ui, sans-serif"';
  const heads = lanes.map(
    (lane) =>
      `<text x="${xOf(lane)}" y="20" text-anchor="middle" font-weight="650" font-size="13">${escapeText(lane)}</text>` +
      `<path d="M${xOf(lane)} ${TOP}V${height + TOP}" stroke="${line}"/>`,
  );
  const lines = arrows.map(({ fromHost, toHost, fromY, toY, label, atMs }) => {
    const [x1, x2] = [xOf(fromHost), xOf(toHost)];
    const [y1, y2] = [fromY + TOP, toY + TOP];
    return (
      `<path d="M${x1} ${y1.toFixed(1)}L${x2} ${y2.toFixed(1)}" stroke="${ink}" marker-end="url(#h)"/>` +
      `<text x="${(x1 + x2) / 2}" y="${((y1 + y2) / 2 - 4).toFixed(1)}" text-anchor="middle" font-size="11">${escapeText(label)}</text>` +
      `<text x="4" y="${(y2 + 3).toFixed(1)}" font-size="10">${clockText(atMs)}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + TOP}" fill="${ink}" ${font}>`,
    `<defs><marker id="h" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8 7.5 4 0 7.2Z"/></marker></defs>`,
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    ...heads,
    ...lines,
    '</svg>',
  ].join('\n');
}
