/**
 * A run through time: goes on, goes back to any event, forks. What happened is kept as records; what
 * the world was is kept as checkpoints and found again by replaying the journal between them.
 *
 * Mirrors: nothing upstream; checkpoints with replay, as deterministic debuggers do it.
 * Departs: old history folds: records beyond a limit are forgotten and old checkpoints thinned, and
 * `firstRecord` says from where on records are kept; of a cluster's pulse only the latest are.
 * Read next: kernel.ts, event-history.ts.
 */
import { copyWorld } from './checkpoint.ts';
import type { Identities, Identity } from './identities.ts';
import { hostOfTerminalIn, identityIn, NO_IDENTITIES } from './identities.ts';
import { EventHistory } from './event-history.ts';
import type { EventRecord } from './event-record.ts';
import { Kernel } from './kernel.ts';
import type { JournalEntry, OperatorAction } from './operator-action.ts';
import type { KernelOptions } from './options.ts';
import { identityOf } from './process-table.ts';
import type { World } from './world-state.ts';

const CHECKPOINT_INTERVAL = 320;
/** The latest checkpoints are twice as dense: people go back a little more often than far. */
const RECENT_INTERVAL = CHECKPOINT_INTERVAL / 2;
const RECENT_CHECKPOINTS = 80;
/** While programs start, an event costs many times as much: there the checkpoints are denser. */
const FIRST_INTERVAL = 25;
const MAX_CHECKPOINTS = 400;
/** A checkpoint looks at every connection: where there are thousands it has to be worth it. */
const CONNECTIONS_PER_EVENT = 4;
const DEFAULT_MAX_RECORDS = 120_000;

interface Checkpoint {
  readonly number: number;
  readonly world: World;
}

/** How far `advance` may go. It stops at whichever bound comes first. */
export interface AdvanceLimits {
  /** Virtual time to reach; without it, on and on. */
  readonly untilMs?: number;
  readonly maxEvents?: number;
  /** Asked after every event; true stops. */
  readonly stop?: (record: EventRecord) => boolean;
}

export class Timeline {
  readonly kernel: Kernel;
  readonly #journal: JournalEntry[];
  #history: EventHistory;
  #checkpoints: Checkpoint[];
  #length: number;
  /** `World.silentCount` at the live end. */
  #liveSilentCount = 0;
  /** Index of the next journal entry to replay. */
  #journalAt: number;
  /** Those of the live end. No checkpoint holds any, for it would hold for ever what is forgotten. */
  #identities: Identities;
  /** `World.nextPid` at the live end. */
  #nextPid: number;
  readonly #maxRecords: number;
  /** Virtual time that is shown; at or after the world's last event. */
  clockMs = 0;

  constructor(options: KernelOptions, from?: Timeline, maxRecords = DEFAULT_MAX_RECORDS) {
    this.kernel = new Kernel(options);
    this.#maxRecords = maxRecords;
    this.#identities = (from ?? this).world.identities;
    if (from === undefined) {
      this.#journal = [];
      this.#history = new EventHistory(maxRecords);
      this.#checkpoints = [checkpointOf(this.world)];
      this.#nextPid = this.world.nextPid;
      this.#length = this.kernel.world.eventCount;
      this.#journalAt = 0;
      return;
    }
    const position = from.position;
    this.kernel.world = copyWorld(from.world);
    this.#nextPid = this.world.nextPid;
    this.#journal = from.#journal.filter(({ number }) => number < position);
    this.#history = from.#history.until(position);
    this.#checkpoints = from.#checkpoints.filter(({ number }) => number <= position);
    this.#length = position;
    this.#journalAt = this.#journal.length;
    this.#liveSilentCount = this.world.silentCount;
    this.clockMs = from.clockMs;
  }

  /** The world at the cursor. Read only; a seek replaces it. */
  get world(): World {
    return this.kernel.world;
  }

  /** Events before the cursor. */
  get position(): number {
    return this.world.eventCount;
  }

  /** The first moment that can be gone to: what made the world comes before. */
  get start(): number {
    return this.#checkpoints[0]!.number;
  }

  /** Events that are known, also behind the cursor. */
  get length(): number {
    return this.#length;
  }

  get isLive(): boolean {
    return this.position === this.#length;
  }

  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  /** Number of the oldest record that is still kept. */
  get firstRecord(): number {
    return this.#history.first ?? this.#length;
  }

  /** Undefined when it is forgotten: so are old events, and soon a cluster's pulse between others. */
  record(number: number): EventRecord | undefined {
    return this.#history.record(number);
  }

  /** The latest record before a number that is kept: the way back through the history. */
  recordBefore(number: number): EventRecord | undefined {
    return this.#history.before(number);
  }

  /** What is kept from one number (inclusive) to another (exclusive), oldest first. */
  recordsBetween(start: number, end: number): readonly EventRecord[] {
    return this.#history.between(start, end);
  }

  /** Who bears or bore a pid in this run: also what has ended, and what the known future brings. */
  identityOf(pid: number): Identity | undefined {
    if (pid >= this.#nextPid) return undefined;
    const known = identityIn(this.#identities, pid);
    // Far back there live some whose death is so long ago that they are forgotten.
    const living = known === undefined ? this.world.processes.get(pid) : undefined;
    return living === undefined ? known : identityOf(living);
  }

  /** The same for a terminal, which may be closed by now: where it is or was. */
  hostOfTerminal(terminal: number): string | undefined {
    return hostOfTerminalIn(this.#identities, terminal);
  }

  /** Goes on from the cursor: replays what is known, then lets new things happen. */
  advance({ untilMs = Infinity, maxEvents = Infinity, stop }: AdvanceLimits): number {
    let count = 0;
    while (count < maxEvents) {
      const wasLive = this.isLive;
      const record = this.#next(untilMs);
      if (record === undefined) {
        if (wasLive) this.#liveSilentCount = this.world.silentCount;
        if (untilMs !== Infinity) this.clockMs = Math.max(this.clockMs, untilMs);
        break;
      }
      count++;
      this.clockMs = Math.max(this.clockMs, record.atMs);
      if (stop?.(record) === true) break;
    }
    return count;
  }

  /** Time of the next event after the cursor, known or to come. */
  nextEventAtMs(): number | undefined {
    const entry = this.#journal[this.#journalAt];
    if (entry?.number === this.position) return entry.atMs;
    return this.kernel.nextEventAtMs();
  }

  /** Does something, now. In the past this is refused: fork first. */
  act(action: OperatorAction): EventRecord {
    if (!this.isLive) throw new Error('the cursor is in the past: fork before acting');
    // Whole microseconds, so that the journal's times survive being written down.
    this.world.nowMs = Math.max(this.world.nowMs, Math.floor(this.clockMs * 1000) / 1000);
    const { silentCount } = this.world;
    const record = this.kernel.act(action);
    this.#journal.push({ number: record.number, silentCount, atMs: record.atMs, action });
    this.#journalAt = this.#journal.length;
    this.#keep(record);
    return record;
  }

  /** Puts the cursor behind `position` events. The future stays known. */
  seek(position: number): void {
    const target = Math.max(this.#checkpoints[0]!.number, Math.min(position, this.#length));
    const from = this.#checkpoints.findLast(({ number }) => number <= target)!;
    const isNearer = this.position <= target && this.position >= from.number;
    if (!isNearer) {
      this.kernel.world = copyWorld(from.world);
      this.world.identities = this.#identities;
      this.#journalAt = this.#journal.findIndex(({ number }) => number >= from.number);
      if (this.#journalAt < 0) this.#journalAt = this.#journal.length;
    }
    while (this.position < target && this.#next(Infinity) !== undefined);
    if (this.isLive) this.kernel.settle(this.#liveSilentCount);
    this.clockMs = this.world.nowMs;
  }

  /** Puts the cursor behind everything that happened until a time. */
  seekTime(atMs: number): void {
    const from = this.#checkpoints.findLast(({ world }) => world.nowMs <= atMs);
    this.seek(Math.max(this.#history.latestBy(atMs) + 1, from?.number ?? 0));
    // What comes next may be forgotten: then it is played until it is too late, and gone back.
    let isTooLate = false;
    while (!isTooLate && !this.isLive && this.record(this.position) === undefined) {
      isTooLate = this.#next(Infinity)!.atMs > atMs;
    }
    this.seek(this.position - (isTooLate ? 1 : 0));
    this.clockMs = Math.max(this.clockMs, Math.min(atMs, this.nextEventAtMs() ?? atMs));
  }

  /** Another run that shares the past up to the cursor; this one is left as it is. */
  fork(): Timeline {
    return new Timeline(this.kernel.options, this, this.#maxRecords);
  }

  #next(untilMs: number): EventRecord | undefined {
    const entry = this.#journal[this.#journalAt];
    let record: EventRecord | undefined;
    if (entry?.number === this.position) {
      if (entry.atMs > untilMs) return undefined;
      record = this.kernel.replay(entry);
      this.#journalAt++;
    } else record = this.kernel.step(untilMs);
    if (record !== undefined) this.#keep(record);
    return record;
  }

  #keep(record: EventRecord): void {
    if (record.number < this.#length) {
      // Who was born and died now is known already.
      this.world.identities = this.#identities;
      return;
    }
    this.#length = record.number + 1;
    this.#liveSilentCount = 0;
    this.#identities = this.world.identities;
    this.#nextPid = this.world.nextPid;
    this.#history.keep(record);
    const last = this.#checkpoints[this.#checkpoints.length - 1]!;
    const interval = Math.min(RECENT_INTERVAL, FIRST_INTERVAL + last.number / 8);
    const least = this.world.connections.size / CONNECTIONS_PER_EVENT;
    if (this.#length - last.number < Math.max(interval, least)) return;
    this.#checkpoints.push(checkpointOf(this.world, last.world));
    this.#thinAged();
    if (this.#checkpoints.length > MAX_CHECKPOINTS) this.#thin();
  }

  /** The checkpoint that is no longer among the latest goes when its neighbours are near enough. */
  #thinAged(): void {
    const at = this.#checkpoints.length - RECENT_CHECKPOINTS;
    const before = this.#checkpoints[at - 1];
    const after = this.#checkpoints[at + 1];
    if (before === undefined || after === undefined) return;
    // While programs started, an event cost much: those stay dense.
    const interval = Math.min(CHECKPOINT_INTERVAL, FIRST_INTERVAL + before.number / 8);
    if (after.number - before.number <= interval) this.#checkpoints.splice(at, 1);
  }

  /** Every second checkpoint of the older half goes: the far past costs a longer replay. */
  #thin(): void {
    const half = this.#checkpoints.length >> 1;
    this.#checkpoints = this.#checkpoints.filter((_, i) => i === 0 || i >= half || i % 2 === 0);
  }
}

function checkpointOf(world: World, before?: World): Checkpoint {
  const copy = copyWorld(world, before);
  copy.identities = NO_IDENTITIES;
  return { number: copy.eventCount, world: copy };
}

/** Plays a journal again from the start: each action at its event number. */
export function replayJournal(options: KernelOptions, journal: readonly JournalEntry[]): Timeline {
  const timeline = new Timeline(options);
  for (const entry of journal) {
    timeline.advance({ maxEvents: entry.number - timeline.position });
    timeline.kernel.settle(entry.silentCount);
    timeline.clockMs = Math.max(timeline.clockMs, entry.atMs);
    timeline.act(entry.action);
  }
  return timeline;
}
