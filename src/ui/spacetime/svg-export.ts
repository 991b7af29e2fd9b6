/** The space-time diagram as a picture of its own, to be saved: bands, arrows, moments. */
import type { Mark } from '../session/marks.ts';
import { clockText } from '../timeline/clock-text.ts';
import type { Diagram } from './diagram.ts';
import { labelPlaces } from './label-places.ts';
import type { MarkedMoment, Moment } from './moments.ts';
import { markedMoments } from './moments.ts';
import type { Band } from './role-bands.ts';
import { bandKind, bandsOf, LEAST_NAMED } from './role-bands.ts';

/** Values of the page's colour tokens of the same names. */
export type Colours = Record<
  | 'ink'
  | 'ink-soft'
  | 'ink-faint'
  | 'line'
  | 'line-strong'
  | 'paper'
  | 'accent'
  | 'warning'
  | 'danger',
  string
>;

/** For a page of paper, whatever the theme. */
export const ON_PAPER: Readonly<Colours> = {
  ink: '#1d2123',
  'ink-soft': '#4d5559',
  'ink-faint': '#646c70',
  line: '#dedbd3',
  'line-strong': '#8b9093',
  paper: '#ffffff',
  accent: '#0b7a75',
  warning: '#8a5a00',
  danger: '#b3261e',
};

const LANE = 170;
const GUTTER = 80;
const TOP = 34;
/** Letters of a moment's words, and the width of one. */
const LONGEST = 60;
const LETTER = 6.1;

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** The whole of it, whatever part of it the page shows; `marks` are those up to its last moment. */
export function svgOf(
  diagram: Diagram,
  marks: readonly Mark[],
  colours: Readonly<Colours>,
): string {
  const { lanes, height, yOf } = diagram;
  const xOf = new Map(lanes.map((lane, index) => [lane, GUTTER + LANE * (index + 0.5)]));
  const right = GUTTER + LANE * lanes.length;
  const marked = markedMoments(marks).map((one) => ({ ...one, y: yOf(one.atMs) }));
  const bands = bandsOf(marks, lanes, yOf, height);
  const wide = [...diagram.moments, ...marked].filter(({ kind }) => kind !== 'local');
  const longest = Math.max(0, ...wide.map(({ text }) => wordsOf(text).length));
  const width = Math.ceil(right + longest * LETTER + 16);
  const { ink, line, paper } = colours;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + TOP}" fill="${ink}" font-family="system-ui, sans-serif">`,
    `<defs><marker id="h" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .8 7.5 4 0 7.2Z" fill="${colours['ink-soft']}"/></marker></defs>`,
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    ...[...xOf].map(
      ([lane, x]) =>
        `<text x="${x}" y="20" text-anchor="middle" font-weight="650" font-size="13">${escapeText(lane)}</text>`,
    ),
    `<g transform="translate(0 ${TOP})">`,
    ...[...xOf.values()].map((x) => `<path d="M${x} 0V${height}" stroke="${line}"/>`),
    ...bands.map((band) => bandOf(band, xOf.get(band.host) ?? 0, colours)),
    ...wideOf(wide, xOf, right, colours),
    ...arrowsOf(diagram, xOf, colours),
    ...dotsOf(diagram.moments, xOf, colours),
    '</g>',
    '</svg>',
  ].join('\n');
}

/** Roles are told apart without colour too: by outline and by dashes. */
function bandOf(band: Band, x: number, colours: Readonly<Colours>): string {
  const kind = bandKind(band);
  const { accent, warning, danger, paper } = colours;
  const looks: Record<string, string> = {
    leading: `fill="${accent}" fill-opacity=".9"`,
    looking: `fill="${paper}" stroke="${warning}" stroke-width="1.6"`,
    stopped: `fill="none" stroke="${danger}" stroke-width="1.6" stroke-dasharray="2 3"`,
    following: `fill="${accent}" fill-opacity=".35"`,
    other: `fill="${colours['line-strong']}" fill-opacity=".45"`,
  };
  const same: Record<string, string> = {
    'power-off': 'stopped',
    observing: 'following',
    standalone: 'following',
  };
  const look = looks[same[kind] ?? kind] ?? looks['other'];
  const tall = band.to - band.from;
  const name =
    tall > LEAST_NAMED
      ? `<text transform="translate(${x - 15} ${(band.from + 6).toFixed(1)}) rotate(90)" font-size="10" font-weight="600" fill="${colours['ink-faint']}">${escapeText(band.text)}</text>`
      : '';
  const title = `<title>${escapeText(`${band.host} ${band.text}`)}</title>`;
  return `<rect class="band ${kind}" x="${x - 4}" y="${band.from.toFixed(1)}" width="8" height="${tall.toFixed(1)}" rx="${Math.min(4, tall / 2).toFixed(1)}" ${look}>${title}</rect>${name}`;
}

type Placed = (Moment | MarkedMoment) & { readonly y: number };

/** What was done, what broke, what was marked: a line across all lanes, its words beside them. */
function wideOf(
  moments: readonly Placed[],
  xOf: ReadonlyMap<string, number>,
  right: number,
  colours: Readonly<Colours>,
): string[] {
  const { danger, accent } = colours;
  const colourOf: Record<string, string> = {
    fault: danger,
    violation: danger,
    bookmark: accent,
    action: colours['line-strong'],
  };
  return moments.map(({ kind, y, hosts, text }) => {
    const colour = colourOf[kind];
    const dashes = kind === 'violation' ? '' : ' stroke-dasharray="2 4"';
    const signs = hosts.map((host) => {
      const x = xOf.get(host);
      if (x === undefined) return '';
      return kind === 'fault'
        ? `<circle cx="${x}" r="7.5" fill="${colours.paper}" stroke="${danger}"/><path d="M${x - 3.4}-3.4l6.8 6.8M${x + 3.4}-3.4l-6.8 6.8" stroke="${danger}" stroke-width="2"/>`
        : `<path d="M${x - 5} 0l5-5 5 5-5 5Z"/>`;
    });
    const word = kind === 'action' ? colours['ink-soft'] : colour;
    return (
      `<g class="moment ${kind}" transform="translate(0 ${y.toFixed(1)})"><path d="M${GUTTER - 8} 0H${right}" stroke="${colour}"${dashes}/>${signs.join('')}` +
      `<text x="${right + 6}" y="3.5" font-size="10" font-family="monospace" fill="${word}">${escapeText(wordsOf(text))}</text></g>`
    );
  });
}

function wordsOf(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function arrowsOf(
  { arrows }: Diagram,
  xOf: ReadonlyMap<string, number>,
  colours: Readonly<Colours>,
): string[] {
  const names = labelPlaces(arrows, xOf);
  let lastTimeY = -Infinity;
  return arrows.map(({ number, fromHost, toHost, fromY, toY, label, atMs }) => {
    const [x1, x2] = [xOf.get(fromHost) ?? 0, xOf.get(toHost) ?? 0];
    const [y1, y2] = [fromY.toFixed(1), toY.toFixed(1)];
    const way =
      x1 === x2
        ? `M${x1} ${y1}C${x1 + 60} ${y1} ${x1 + 60} ${y2} ${x1} ${y2}`
        : `M${x1} ${y1}L${x2} ${y2}`;
    const place = names.get(number);
    const name =
      place === undefined
        ? ''
        : `<text x="${place.x.toFixed(1)}" y="${place.y.toFixed(1)}" text-anchor="middle" font-size="11" stroke="${colours.paper}" stroke-width="3" paint-order="stroke">${escapeText(place.text)}</text>`;
    // Times that would stand on one another are left out.
    const isTimed = toY - lastTimeY >= 11;
    if (isTimed) lastTimeY = toY;
    const time = isTimed
      ? `<text x="4" y="${(toY + 3).toFixed(1)}" font-size="10" fill="${colours['ink-faint']}">${clockText(atMs)}</text>`
      : '';
    return `<g class="arrow"><title>${escapeText(`${clockText(atMs)} ${label}, ${fromHost} → ${toHost}`)}</title><path d="${way}" fill="none" stroke="${colours['ink-soft']}" stroke-width="1.2" marker-end="url(#h)"/>${name}${time}</g>`;
  });
}

/** What happened on a host by itself. */
function dotsOf(
  moments: Diagram['moments'],
  xOf: ReadonlyMap<string, number>,
  colours: Readonly<Colours>,
): string[] {
  return moments.flatMap(({ kind, hosts, y, text }) => {
    const x = xOf.get(hosts[0] ?? '');
    if (kind !== 'local' || x === undefined) return [];
    return `<circle class="moment local" cx="${x}" cy="${y.toFixed(1)}" r="3.6" fill="${colours.paper}" stroke="${colours['ink-soft']}" stroke-width="1.4"><title>${escapeText(text)}</title></circle>`;
  });
}
