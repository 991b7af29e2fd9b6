/**
 * The space-time diagram as data: one lane a host, one arrow a message, time downwards. Idle
 * stretches are squeezed, so that causes stay near their effects. Pure.
 */
import type { EventRecord, Message, Timeline } from '../../engine/index.ts';
import { isPing } from '../../engine/index.ts';
import { messageLabel } from '../stage/message-text.ts';

export interface Arrow {
  /** The event in which it arrived. */
  readonly number: number;
  /** The event in which it was sent. */
  readonly cause: number;
  readonly label: string;
  readonly fromHost: string;
  readonly toHost: string;
  readonly sentAtMs: number;
  readonly atMs: number;
  readonly fromY: number;
  readonly toY: number;
}

export interface Diagram {
  readonly lanes: readonly string[];
  readonly arrows: readonly Arrow[];
  readonly height: number;
  /** Height of a moment. */
  readonly yOf: (atMs: number) => number;
  /** Messages before the filter. */
  readonly total: number;
}

export interface DiagramOptions {
  readonly filter: string;
  readonly arePingsShown: boolean;
  readonly most: number;
}

type Found = Omit<Arrow, 'fromY' | 'toY'>;

const TOP = 14;
const LEAST_STEP = 12;
const MOST_STEP = 46;

/** The latest messages before the cursor. */
export function diagramOf(timeline: Timeline, options: DiagramOptions): Diagram {
  const found: Found[] = [];
  let total = 0;
  const words = options.filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const end = timeline.position;
  for (let at = end - 1; at >= timeline.firstRecord && found.length < options.most; at--) {
    const record = timeline.record(at);
    if (record?.event.type !== 'message') continue;
    const { message } = record.event as { message: Message };
    if (!options.arePingsShown && isPing(message)) continue;
    total++;
    const arrow = arrowOf(timeline, record, message);
    if (arrow !== undefined && fits(arrow, words)) found.push(arrow);
  }
  found.reverse();
  const yOf = scaleOf(found);
  const arrows = found.map((arrow) => ({
    ...arrow,
    fromY: yOf(arrow.sentAtMs),
    toY: yOf(arrow.atMs),
  }));
  const seen = new Set(found.flatMap(({ fromHost, toHost }) => [fromHost, toHost]));
  const lanes = [...timeline.world.hosts.keys()].filter((name) => seen.has(name));
  const height = Math.max(60, (arrows.at(-1)?.toY ?? 0) + 30);
  return { lanes, arrows, height, yOf, total };
}

function arrowOf(timeline: Timeline, record: EventRecord, message: Message): Found | undefined {
  const sent = timeline.record(record.cause);
  const { processes } = timeline.world;
  const toHost = processes.get(record.pid)?.info.host;
  const fromHost = sent === undefined ? undefined : processes.get(sent.pid)?.info.host;
  if (toHost === undefined || fromHost === undefined || sent === undefined) return undefined;
  const { number, cause, atMs } = record;
  return {
    number,
    cause,
    label: messageLabel(message),
    fromHost,
    toHost,
    sentAtMs: sent.atMs,
    atMs,
  };
}

function fits({ label, fromHost, toHost }: Found, words: readonly string[]): boolean {
  const text = `${label} ${fromHost} ${toHost}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Heights by time: steps grow with the logarithm of the time between. */
function scaleOf(arrows: readonly Found[]): (atMs: number) => number {
  const times = [...new Set(arrows.flatMap(({ sentAtMs, atMs }) => [sentAtMs, atMs]))];
  times.sort((a, b) => a - b);
  const ys: number[] = [];
  let y = TOP;
  times.forEach((time, index) => {
    if (index > 0) {
      const gapMs = time - times[index - 1]!;
      y += Math.min(MOST_STEP, LEAST_STEP + 7 * Math.log1p(gapMs));
    }
    ys.push(y);
  });
  return (atMs) => {
    let low = 0;
    let high = times.length - 1;
    if (high < 0 || atMs <= times[0]!) return TOP;
    if (atMs >= times[high]!) return ys[high]!;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= atMs) low = middle;
      else high = middle;
    }
    const share = (atMs - times[low]!) / (times[high]! - times[low]!);
    return ys[low]! + share * (ys[high]! - ys[low]!);
  };
}

/** Events that led to one, and events that it led to. */
export function coneOf(timeline: Timeline, number: number): ReadonlySet<number> {
  const cone = new Set<number>();
  let at: number = number;
  while (at >= 0 && !cone.has(at)) {
    cone.add(at);
    at = timeline.record(at)?.cause ?? -1;
  }
  const future = new Set([number]);
  for (const record of timeline.recordsBetween(
    number + 1,
    Math.min(timeline.length, number + 6000),
  )) {
    if (!future.has(record.cause)) continue;
    future.add(record.number);
    cone.add(record.number);
  }
  return cone;
}

/** The same diagram in Mermaid's language. */
export function mermaidOf({ lanes, arrows }: Diagram): string {
  const name = (host: string) => host.replace(/\W/g, '_');
  const clean = (label: string) => label.replace(/[;#\n]/g, ' ');
  return [
    'sequenceDiagram',
    ...lanes.map((lane) => `  participant ${name(lane)} as ${lane}`),
    ...arrows.map(({ fromHost, toHost, label }) => {
      return `  ${name(fromHost)}->>${name(toHost)}: ${clean(label)}`;
    }),
  ].join('\n');
}
