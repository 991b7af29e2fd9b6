/**
 * Moments worth finding again: what an operator did, a role that changed, a promise that broke.
 * Collected while time goes on; the timeline bar shows them, the narration reads them out.
 */
import { actionText, hostViews, mainDaemon } from '../../engine/index.ts';
import type { EventRecord, OperatorAction, Timeline, World } from '../../engine/index.ts';
import { isHeartbeat } from './heartbeat.ts';

export interface Mark {
  /** Number of the event. */
  readonly number: number;
  readonly atMs: number;
  readonly kind: 'action' | 'role' | 'violation' | 'bookmark';
  readonly host: string;
  /** In upstream's words: a command line, a role's label, an invariant's name. */
  readonly text: string;
}

/** A moment that the learner has marked. */
export type Bookmark = Pick<Mark, 'number' | 'atMs' | 'text'>;

export function bookmarksOf(marks: readonly Mark[]): readonly Bookmark[] {
  return marks
    .filter(({ kind }) => kind === 'bookmark')
    .map(({ number, atMs, text }) => ({ number, atMs, text }));
}

/** Those that a learner at a place in the run knows of. */
export function marksBefore(marks: readonly Mark[], position: number): readonly Mark[] {
  return marks.filter(
    ({ kind, number }) => number < position || (kind === 'bookmark' && number === position),
  );
}

/** Operator actions that are only typing aids leave no mark. */
const SILENT = new Set(['operator.complete', 'operator.clearScreen', 'operator.start']);

/** Events that are played once more at most. */
const FAR = 20_000;

export class MarkKeeper {
  marks: readonly Mark[] = [];
  #seen = 0;
  #labels = new Map<string, string>();
  #violations = 0;
  /** Before this event, roles stand at the very events that made them. */
  #exactUntil = 0;
  #isSharpening = false;

  /** Looks at what is new; gives the new marks. Cheap when nothing is. */
  collect(timeline: Timeline): readonly Mark[] {
    const { length, position } = timeline;
    if (position < length || length <= this.#seen) return [];
    const fresh: Mark[] = [];
    for (const record of timeline.recordsBetween(this.#seen, length)) {
      const mark = actionMark(timeline, record);
      if (mark !== undefined) fresh.push(mark);
    }
    const last = timeline.record(length - 1);
    if (last !== undefined) this.#roles(timeline, last, fresh);
    const { violations } = timeline.world;
    for (const violation of violations.slice(this.#violations)) {
      const { eventNumber: number, atMs, invariant: text } = violation;
      fresh.push({ number, atMs, kind: 'violation', host: '', text });
    }
    this.#violations = violations.length;
    this.#seen = length;
    if (fresh.length > 0) this.marks = [...this.marks, ...fresh];
    return fresh;
  }

  /** A keeper for a fork: what lies behind the cursor is forgotten. */
  forkAt(position: number): MarkKeeper {
    const keeper = new MarkKeeper();
    keeper.marks = this.marks.filter(({ number }) => number < position);
    keeper.#seen = position;
    keeper.#exactUntil = Math.min(this.#exactUntil, position);
    keeper.#labels = new Map();
    keeper.#violations = keeper.marks.filter(({ kind }) => kind === 'violation').length;
    return keeper;
  }

  /**
   * Finds the very event in which each role was taken, and those of a run that came back whole: a
   * copy of the run is played once more. Stops after each look.
   */
  *sharpen(timeline: Timeline): Generator<void, void> {
    const end = timeline.position;
    if (this.#isSharpening || this.#exactUntil >= end) return;
    this.#isSharpening = true;
    try {
      const probe = timeline.fork();
      probe.seek(Math.max(this.#exactUntil, end - FAR));
      const start = probe.position;
      const labels = labelsOf(probe.world);
      const found: Mark[] = [];
      while (probe.position < end && probe.advance({ maxEvents: 1 }) > 0) {
        const record = probe.record(probe.position - 1);
        if (record !== undefined && !isHeartbeat(record)) {
          found.push(...changesOf(labels, probe.world, record));
        }
        yield;
      }
      const others = this.marks.filter(
        ({ kind, number }) => kind !== 'role' || number < start || number >= end,
      );
      this.marks = [...others, ...found].sort((a, b) => a.number - b.number);
      this.#exactUntil = end;
    } finally {
      this.#isSharpening = false;
    }
  }

  bookmark(...bookmarks: readonly Bookmark[]): void {
    const fresh = bookmarks.map((one): Mark => ({ ...one, kind: 'bookmark', host: '' }));
    this.marks = [...this.marks, ...fresh].sort((a, b) => a.number - b.number);
  }

  #roles(timeline: Timeline, last: EventRecord, fresh: Mark[]): void {
    const isFirst = this.#labels.size === 0;
    const changes = changesOf(this.#labels, timeline.world, last);
    if (!isFirst) fresh.push(...changes);
  }
}

/** Who has another role than it had; `labels` then says the new ones. */
function changesOf(
  labels: Map<string, string>,
  world: World,
  { number, atMs }: EventRecord,
): readonly Mark[] {
  const changes: Mark[] = [];
  for (const [host, text] of labelsOf(world)) {
    const before = labels.get(host);
    labels.set(host, text);
    if (before !== text && text !== '') changes.push({ number, atMs, kind: 'role', host, text });
  }
  return changes;
}

function labelsOf(world: World): Map<string, string> {
  return new Map(
    hostViews(world).map(({ name, isPowered, processes }) => {
      return [name, isPowered ? (mainDaemon(processes)?.role.label ?? '') : 'POWER OFF'];
    }),
  );
}

function actionMark(timeline: Timeline, record: EventRecord): Mark | undefined {
  const { number, atMs, event, cause } = record;
  if (cause !== -1 || SILENT.has(event.type) || !event.type.startsWith('operator.'))
    return undefined;
  const action = event as OperatorAction;
  const host = 'terminal' in action ? (timeline.hostOfTerminal(action.terminal) ?? '') : '';
  return { number, atMs, kind: 'action', host, text: actionText(action) };
}
