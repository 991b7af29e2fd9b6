/**
 * The simulation: takes the next thing out of the queue, lets the process it concerns take one step,
 * carries out what that step asked for, and checks every invariant.
 *
 * Mirrors: deterministic simulation kernels (one thread, virtual clock, seeded faults).
 * Read next: delivery.ts (what each queue entry does), stepping.ts (what one step is), operator.ts (what
 * an action does), timeline.ts (going back, forking).
 */
import { Core } from './core.ts';
import { deliverEntry } from './delivery.ts';
import type { EventRecord } from './event-record.ts';
import { emptyQueue, heapPop } from './event-queue.ts';
import { createHost } from './host-table.ts';
import { NO_IDENTITIES } from './identities.ts';
import type { JournalEntry, OperatorAction } from './operator-action.ts';
import { applyAction } from './operator.ts';
import type { KernelOptions } from './options.ts';
import { splitStream } from './random.ts';
import type { World } from './world-state.ts';

/** Runs a world. */
export class Kernel extends Core {
  constructor(options: KernelOptions) {
    super(options, createWorld(options));
    for (const host of this.world.hosts.values()) {
      for (const start of host.boot) this.act({ type: 'operator.start', host: host.name, start });
    }
  }

  /** Time of the next entry, or undefined when nothing will ever happen by itself. */
  nextEventAtMs(): number | undefined {
    return this.world.queue.times[0];
  }

  /** Does the next thing. Undefined when there is none, or none until `untilMs`. */
  step(untilMs = Infinity): EventRecord | undefined {
    const { world } = this;
    for (;;) {
      const atMs = world.queue.times[0];
      if (atMs === undefined || atMs > untilMs) return undefined;
      const next = heapPop(world.queue)!;
      if (atMs > world.nowMs) world.nowMs = atMs;
      deliverEntry(this, next);
      if (this.records.length > 0) return this.#takeRecord();
      world.silentCount++;
    }
  }

  /** Takes out entries that come to nothing, until so many have been since the last event. */
  settle(silentCount: number): void {
    const { world } = this;
    while (world.silentCount < silentCount && world.queue.entries.length > 0) {
      const next = heapPop(world.queue)!;
      if (next.atMs > world.nowMs) world.nowMs = next.atMs;
      deliverEntry(this, next);
      if (this.records.length > 0) throw new Error('this journal belongs to another world');
      world.silentCount++;
    }
  }

  /** Carries out an operator action now. */
  act(action: OperatorAction): EventRecord {
    const number = this.world.eventCount++;
    this.world.silentCount = 0;
    const record: EventRecord = {
      number,
      atMs: this.world.nowMs,
      pid: 0,
      cause: -1,
      event: action,
    };
    this.cause = number;
    applyAction(this, action);
    if (this.records.length > 0) throw new Error('an operator action may only queue events');
    return record;
  }

  /** Carries out a journalled action at its time. */
  replay(entry: JournalEntry): EventRecord {
    this.settle(entry.silentCount);
    this.world.nowMs = Math.max(this.world.nowMs, entry.atMs);
    return this.act(entry.action);
  }

  #takeRecord(): EventRecord {
    if (this.records.length !== 1) throw new Error('a queue entry may concern one process only');
    return this.records.pop()!;
  }
}

function createWorld(options: KernelOptions): World {
  const { seed } = options;
  return {
    nowMs: 0,
    eventCount: 0,
    silentCount: 0,
    sequence: 0,
    nextPid: 1001,
    nextConnection: 1,
    nextTerminal: 1,
    lossRandom: splitStream(seed, 'loss'),
    diskRandom: splitStream(seed, 'disk'),
    hosts: new Map(options.hosts.map((spec) => [spec.name, createHost(spec, seed)])),
    processes: new Map(),
    identities: NO_IDENTITIES,
    connections: new Map(),
    pipes: new Map(),
    terminals: new Map(),
    rules: [],
    queue: emptyQueue(),
    ghosts: (options.invariants ?? []).map((invariant) => invariant.start()),
    violations: [],
  };
}
