/**
 * What all parts of the kernel work on: the fixed options, the one mutable world, the queue.
 *
 * Read next: kernel.ts, which runs it.
 */
import type { Behavior, Env } from './behavior.ts';
import type { EventRecord } from './event-record.ts';
import type { NewEntry, QueueEntry } from './event-queue.ts';
import { heapPush } from './event-queue.ts';
import type { NodeEvent } from './events.ts';
import type { Invariant, Report } from './invariant.ts';
import type { KernelOptions } from './options.ts';
import type { Process, World } from './world-state.ts';

/** Invariants that are watched by one function, with their places among all. */
export interface Watching {
  readonly invariants: readonly Invariant[];
  readonly places: readonly number[];
}

export class Core {
  readonly options: KernelOptions;
  world: World;
  /** Number of the event that is being carried out; the cause of what it asks for. */
  cause = -1;
  /** Scratch: events recorded by the step under way. */
  readonly records: EventRecord[] = [];
  /** Scratch: what the invariant that is asked has reported, by promise where it named one. */
  readonly reports: { readonly detail: string; readonly promise: string | undefined }[] = [];
  readonly report: Report = (detail, promise) => void this.reports.push({ detail, promise });
  /** What each host's processes see, made once. */
  readonly envs = new Map<string, Env & { nowMs: number }>();
  readonly #watching = new Map<string, readonly Watching[]>();

  constructor(options: KernelOptions, world: World) {
    this.options = options;
    this.world = world;
  }

  behaviorOf(process: Process): Behavior {
    return this.options.programs[process.program]!;
  }

  /** The invariants that look at a program. */
  invariantsOf(program: string): readonly Watching[] {
    let found = this.#watching.get(program);
    if (found === undefined) {
      found = watchingOver(this.options.invariants ?? [], program);
      this.#watching.set(program, found);
    }
    return found;
  }

  enqueue(entry: NewEntry): QueueEntry {
    const full = { ...entry, sequence: this.world.sequence++ } as QueueEntry;
    heapPush(this.world.queue, full);
    return full;
  }

  /** The same for frequent entries: written out with their sequence, they spare the spread. */
  push(entry: QueueEntry): void {
    heapPush(this.world.queue, entry);
  }

  /** An event for a process, as soon as possible but after everything already due now. */
  enqueueEvent(pid: number, event: NodeEvent): void {
    const { world, cause } = this;
    const sequence = world.sequence++;
    this.push({ kind: 'event', atMs: world.nowMs, sequence, cause, pid, event });
  }

  /** Writes down what happens now, as the next event. */
  record(pid: number, cause: number, event: EventRecord['event']): number {
    const { world } = this;
    const number = world.eventCount++;
    world.silentCount = 0;
    this.records.push({ number, atMs: world.nowMs, pid, cause, event });
    this.cause = number;
    return number;
  }

  /** What was written down last is a cluster's pulse. */
  lighten(): void {
    this.records.push({ ...this.records.pop()!, isLight: true });
  }
}

function watchingOver(all: readonly Invariant[], program: string): readonly Watching[] {
  const own = all.filter((invariant) => (invariant.program ?? program) === program);
  const functions = [...new Set(own.map(({ observe }) => observe))];
  return functions.map((observe) => {
    const invariants = own.filter((invariant) => invariant.observe === observe);
    return { invariants, places: invariants.map((invariant) => all.indexOf(invariant)) };
  });
}
