/**
 * Moments worth finding again: what an operator did, a role that changed, a promise that broke.
 * Collected while time goes on; the timeline bar shows them, the narration reads them out.
 */
import { actionText, hostViews } from '../../engine/index.ts';
import type { EventRecord, OperatorAction, Timeline, World } from '../../engine/index.ts';

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

export class MarkKeeper {
  marks: readonly Mark[] = [];
  #seen = 0;
  #labels = new Map<string, string>();
  #violations = 0;

  /** Looks at what is new; gives the new marks. Cheap when nothing is. */
  collect(timeline: Timeline): readonly Mark[] {
    const { length, position } = timeline;
    if (position < length || length <= this.#seen) return [];
    const fresh: Mark[] = [];
    for (const record of timeline.recordsBetween(this.#seen, length)) {
      const mark = actionMark(timeline.world, record);
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
    keeper.#labels = new Map();
    keeper.#violations = keeper.marks.filter(({ kind }) => kind === 'violation').length;
    return keeper;
  }

  bookmark(...bookmarks: readonly Bookmark[]): void {
    const fresh = bookmarks.map((one): Mark => ({ ...one, kind: 'bookmark', host: '' }));
    this.marks = [...this.marks, ...fresh].sort((a, b) => a.number - b.number);
  }

  #roles(timeline: Timeline, { number, atMs }: EventRecord, fresh: Mark[]): void {
    const isFirst = this.#labels.size === 0;
    for (const host of hostViews(timeline.world)) {
      const daemons = host.processes.filter(({ isDaemon }) => isDaemon);
      const text = host.isPowered ? (daemons.at(-1)?.role.label ?? '') : 'POWER OFF';
      const before = this.#labels.get(host.name);
      this.#labels.set(host.name, text);
      if (isFirst || before === text || text === '') continue;
      fresh.push({ number, atMs, kind: 'role', host: host.name, text });
    }
  }
}

function actionMark(world: World, record: EventRecord): Mark | undefined {
  const { number, atMs, event, cause } = record;
  if (cause !== -1 || SILENT.has(event.type) || !event.type.startsWith('operator.'))
    return undefined;
  const action = event as OperatorAction;
  const host = 'terminal' in action ? (world.terminals.get(action.terminal)?.host ?? '') : '';
  return { number, atMs, kind: 'action', host, text: actionText(action) };
}
