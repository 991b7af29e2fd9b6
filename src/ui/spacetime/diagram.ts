/**
 * The space-time diagram as data: one lane a host, one arrow a message, what happened on a host by
 * itself as moments, time downwards. Idle stretches are squeezed, so that causes stay near their
 * effects. Pure.
 */
import type { EventRecord, Facet, Flight, Message, Timeline } from '../../engine/index.ts';
import { weightOf } from '../../engine/index.ts';
import { messageLabel } from '../stage/message-text.ts';
import type { Filter, Subject } from './filter.ts';
import { isWanted, parseFilter } from './filter.ts';
import { factsOf } from './message-facts.ts';
import type { Moment } from './moments.ts';
import { momentOf } from './moments.ts';
import { scaleOf } from './time-scale.ts';

export interface Arrow {
  /** The event in which it arrived. */
  readonly number: number;
  /** The event in which it was sent. */
  readonly cause: number;
  readonly connection: number;
  readonly label: string;
  readonly fromHost: string;
  readonly toHost: string;
  readonly sentAtMs: number;
  readonly atMs: number;
  readonly fromY: number;
  readonly toY: number;
}

/** A message that has not arrived: its line ends where it is. */
export interface UnderWay {
  readonly sequence: number;
  readonly label: string;
  readonly fromHost: string;
  readonly toHost: string;
  readonly fromY: number;
  readonly toY: number;
  /** How far it has come, from 0 to 1. */
  readonly share: number;
  readonly isHeld: boolean;
}

/** A thing's part in what is lit up; nothing is lit where it is empty. */
export type Light = 'past' | 'future' | 'dim' | '';

export interface PlacedMoment extends Moment {
  readonly y: number;
}

export interface Diagram {
  readonly lanes: readonly string[];
  readonly arrows: readonly Arrow[];
  /** What happened on one host, in order. */
  readonly moments: readonly PlacedMoment[];
  readonly underWay: readonly UnderWay[];
  readonly height: number;
  /** Height of a moment. */
  readonly yOf: (atMs: number) => number;
  /** Messages before the filter. */
  readonly total: number;
}

export interface DiagramOptions {
  /** As typed: see filter.ts. */
  readonly filter: string;
  readonly arePingsShown: boolean;
  /** What happens inside a host; faults and actions are shown in any case. */
  readonly areMomentsShown?: boolean;
  readonly most: number;
  /** What travels at the moment that is looked at. */
  readonly flights?: readonly Flight[];
}

type Found = Omit<Arrow, 'fromY' | 'toY'>;

export const EMPTY: Diagram = {
  lanes: [],
  arrows: [],
  moments: [],
  underWay: [],
  height: 60,
  yOf: () => 0,
  total: 0,
};

/** The latest messages before the cursor, what happened between them, and what is still on its way. */
export function diagramOf(timeline: Timeline, options: DiagramOptions): Diagram {
  const filter = parseFilter(options.filter);
  const { found, moments, total } = search(timeline, options, filter);
  const flights = wantedFlights(timeline, options, filter);
  const nowMs = timeline.clockMs;
  const times = found.flatMap(({ sentAtMs, atMs }) => [sentAtMs, atMs]);
  for (const { sentAtMs } of flights) times.push(sentAtMs, nowMs);
  const yOf = scaleOf([...times, ...moments.map(({ atMs }) => atMs)]);
  const arrows = found.map((arrow) => ({
    ...arrow,
    fromY: yOf(arrow.sentAtMs),
    toY: yOf(arrow.atMs),
  }));
  const placed = moments.map((moment) => ({ ...moment, y: yOf(moment.atMs) }));
  const underWay = flights.map((flight) => underWayOf(flight, yOf, nowMs));
  const seen = new Set(
    [...arrows, ...underWay].flatMap(({ fromHost, toHost }) => [fromHost, toHost]),
  );
  const lanes = [...timeline.world.hosts.keys()].filter((name) => seen.has(name));
  const lowest = Math.max(arrows.at(-1)?.toY ?? 0, placed.at(-1)?.y ?? 0, underWay[0]?.toY ?? 0);
  const height = Math.max(60, lowest + 30);
  return { lanes, arrows, moments: placed, underWay, height, yOf, total };
}

/** Most messages on their way that are drawn. */
const MOST_FLIGHTS = 200;

function wantedFlights(
  timeline: Timeline,
  { flights = [], arePingsShown }: DiagramOptions,
  filter: Filter,
): readonly Flight[] {
  const facts = filter.wishes.length === 0 ? undefined : factsOf(timeline);
  return flights
    .filter(({ message, connection, from, to, weight }) => {
      if (message === null || (weight !== 'normal' && !arePingsShown)) return false;
      const label = messageLabel(message);
      const about = facts?.of({ message, connection }) ?? [];
      return isWanted(filter, { label, kind: message.type, nodes: [from, to], facets: about });
    })
    .slice(0, MOST_FLIGHTS);
}

function underWayOf(flight: Flight, yOf: Diagram['yOf'], nowMs: number): UnderWay {
  const { sequence, from, to, sentAtMs, arrivesAtMs, isHeld, message } = flight;
  const way = (nowMs - sentAtMs) / Math.max(0.001, arrivesAtMs - sentAtMs);
  return {
    sequence,
    label: messageLabel(message),
    fromHost: from,
    toHost: to,
    fromY: yOf(sentAtMs),
    toY: yOf(nowMs),
    share: isHeld ? 0.4 : Math.max(0.06, Math.min(1, way)),
    isHeld,
  };
}

/** From the cursor backwards, so that an event is met after the messages that it sent. */
function search(
  timeline: Timeline,
  { arePingsShown, areMomentsShown = true, most }: DiagramOptions,
  filter: Filter,
) {
  const found: Found[] = [];
  const moments: Moment[] = [];
  const causes = new Set<number>();
  const facts = filter.wishes.length === 0 ? undefined : factsOf(timeline);
  let total = 0;
  // Of a loop of short commands there are far more of these than of messages.
  let left = areMomentsShown ? most : 0;
  let record = timeline.recordBefore(timeline.position);
  for (
    ;
    record !== undefined && found.length < most;
    record = timeline.recordBefore(record.number)
  ) {
    if (record.event.type !== 'message') {
      const moment = momentOf(timeline, record, causes.has(record.number));
      if (moment === undefined || (moment.kind === 'local' && left-- <= 0)) continue;
      moments.push(moment);
      causes.add(record.cause);
      continue;
    }
    const { message, connection } = record.event as { message: Message; connection: number };
    if (!arePingsShown && weightOf(message) !== 'normal') continue;
    total++;
    const arrow = arrowOf(timeline, record, message);
    if (arrow === undefined) continue;
    const about = facts?.of({ message, connection }) ?? [];
    if (!isWanted(filter, subjectOf(arrow, message, about))) continue;
    found.push(arrow);
    causes.add(arrow.cause);
  }
  return { found: found.reverse(), moments: moments.reverse(), total };
}

function arrowOf(timeline: Timeline, record: EventRecord, message: Message): Found | undefined {
  const sent = timeline.record(record.cause);
  const toHost = timeline.identityOf(record.pid)?.host;
  const fromHost = sent === undefined ? undefined : timeline.identityOf(sent.pid)?.host;
  if (toHost === undefined || fromHost === undefined || sent === undefined) return undefined;
  const { number, cause, atMs } = record;
  const { connection } = record.event as { connection: number };
  const label = messageLabel(message);
  return { number, cause, connection, label, fromHost, toHost, sentAtMs: sent.atMs, atMs };
}

function subjectOf(
  { label, fromHost, toHost }: Found,
  { type }: Message,
  facets: readonly Facet[],
): Subject {
  return { label, kind: type, nodes: [fromHost, toHost], facets };
}

/** An event's causes, and what came of it: each as the numbers of events. */
export interface Cone {
  readonly past: ReadonlySet<number>;
  readonly future: ReadonlySet<number>;
}

/** How many events after it are looked at for an event's consequences. */
const FAR = 6000;

/** Events that led to one, and events that it led to; itself is in both. */
export function coneOf(timeline: Timeline, number: number): Cone {
  const past = new Set<number>();
  let at: number = number;
  while (at >= 0 && !past.has(at)) {
    past.add(at);
    at = timeline.record(at)?.cause ?? -1;
  }
  const future = new Set([number]);
  const end = Math.min(timeline.length, number + FAR);
  for (const record of timeline.recordsBetween(number + 1, end)) {
    if (future.has(record.cause)) future.add(record.number);
  }
  return { past, future };
}

/** The same diagram in Mermaid's language. */
export function mermaidOf({ lanes, arrows }: Pick<Diagram, 'lanes' | 'arrows'>): string {
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
