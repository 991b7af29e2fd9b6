/**
 * The simulation: takes the next thing out of the queue, lets the process it concerns take one step,
 * carries out what that step asked for, and checks every invariant.
 *
 * Mirrors: deterministic simulation kernels (one thread, virtual clock, seeded faults).
 * Departs: nothing.
 * Read next: delivery.ts (what each queue entry does), effect-runner.ts (what each effect does),
 * timeline.ts (going back, forking).
 */
import type { Behavior, Env } from './behavior.ts';
import { promptCount } from './behind-sync.ts';
import { deliverEntry } from './delivery.ts';
import { runEffects } from './effect-runner.ts';
import type { Effect } from './effects.ts';
import type { NewEntry, QueueEntry } from './event-queue.ts';
import { heapPop, heapPush } from './event-queue.ts';
import type { NodeEvent } from './events.ts';
import type { Invariant } from './invariant.ts';
import { observeChange, recordViolation } from './invariant-check.ts';
import type { JournalEntry, OperatorAction } from './operator-action.ts';
import { applyAction } from './operator.ts';
import { emptyList } from './persistent-list.ts';
import { endProcess } from './process-table.ts';
import { hostEnv } from './host-view.ts';
import { splitStream } from './random.ts';
import { hasToWait, wait } from './waiting.ts';
import type { Process, StartRequest, World } from './world-state.ts';
import { createHost } from './host-table.ts';

export interface HostSpec {
  readonly name: string;
  readonly ip: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  readonly diskCapacityBytes?: number;
  /** Started at time zero and whenever the host is powered on. */
  readonly boot?: readonly StartRequest[];
}

export interface KernelOptions {
  readonly seed: number;
  readonly hosts: readonly HostSpec[];
  /** Programs by the name under which they are spawned. */
  readonly programs: Readonly<Record<string, Behavior>>;
  readonly invariants?: readonly Invariant[];
  /** Wall clock at virtual time zero, milliseconds since 1970. */
  readonly wallClockStartMs?: number;
  /** One-way latency between hosts, milliseconds, drawn per message. */
  readonly latencyMs?: readonly [number, number];
  /** The same within a host. */
  readonly localLatencyMs?: readonly [number, number];
  /** Duration of a sync, milliseconds. */
  readonly syncMs?: readonly [number, number];
  /** Throw what a program throws instead of recording it (tests). */
  readonly isStrict?: boolean;
}

/** What one step of the simulation did, as the history keeps it. */
export interface EventRecord {
  readonly number: number;
  readonly atMs: number;
  /** 0 for an operator action or the network itself. */
  readonly pid: number;
  /** Number of the event that caused it; −1 for an operator action. */
  readonly cause: number;
  readonly event: NodeEvent | OperatorAction | { readonly type: 'process.started' };
}

/** Runs a world. Holds the fixed parts (programs, options) and the one mutable `World`. */
export class Kernel {
  readonly options: KernelOptions;
  world: World;
  /** Scratch: events recorded by the step under way. */
  readonly #records: EventRecord[] = [];
  readonly #envs = new Map<string, Env & { nowMs: number }>();
  readonly #watching = new Map<string, ReturnType<Kernel['invariantsOf']>>();
  /** Number of the event that is being carried out; the cause of what it asks for. */
  cause = -1;

  constructor(options: KernelOptions) {
    this.options = options;
    this.world = createWorld(options);
    for (const host of this.world.hosts.values()) {
      for (const start of host.boot) this.act({ type: 'operator.start', host: host.name, start });
    }
    this.bootRecords = this.#records.splice(0);
  }

  /** Records of the boot, which happens before anything can be asked. */
  readonly bootRecords: readonly EventRecord[];

  /** Time of the next entry, or undefined when nothing will ever happen by itself. */
  nextEventAtMs(): number | undefined {
    return this.world.queue[0]?.atMs;
  }

  /** Does the next thing. Undefined when there is none, or none until `untilMs`. */
  step(untilMs = Infinity): EventRecord | undefined {
    const { world } = this;
    for (;;) {
      const next = world.queue[0];
      if (next === undefined || next.atMs > untilMs) return undefined;
      heapPop(world.queue);
      if (next.atMs > world.nowMs) world.nowMs = next.atMs;
      deliverEntry(this, next);
      if (this.#records.length > 0) return this.#takeRecord();
      world.silentCount++;
    }
  }

  /** Takes out entries that come to nothing, until so many have been since the last event. */
  settle(silentCount: number): void {
    const { world } = this;
    while (world.silentCount < silentCount && world.queue.length > 0) {
      const next = heapPop(world.queue)!;
      if (next.atMs > world.nowMs) world.nowMs = next.atMs;
      deliverEntry(this, next);
      if (this.#records.length > 0) throw new Error('this journal belongs to another world');
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
    if (this.#records.length > 0) throw new Error('an operator action may only queue events');
    return record;
  }

  /** Carries out a journalled action at its time. */
  replay(entry: JournalEntry): EventRecord {
    this.settle(entry.silentCount);
    this.world.nowMs = Math.max(this.world.nowMs, entry.atMs);
    return this.act(entry.action);
  }

  /** Lets a process take one step. */
  dispatch(process: Process, event: NodeEvent, cause: number): void {
    if (process.status === 'exited') return;
    if (hasToWait(process)) wait(this, process, { event, effects: [], cause });
    else this.tell(process, event, cause);
  }

  /** The step itself, whatever waits. */
  tell(process: Process, event: NodeEvent, cause: number): void {
    const number = this.#record(process.info.pid, cause, event);
    const before = process.state;
    const behavior = this.behaviorOf(process);
    try {
      const [after, effects] = behavior.step(before, event, this.envOf(process.info.host));
      process.state = after;
      this.carryOut(process, number, event, before, effects);
    } catch (error) {
      this.#crash(process, number, error);
    }
  }

  /** First step of a process. */
  begin(process: Process, cause: number): void {
    const number = this.#record(process.info.pid, cause, { type: 'process.started' });
    process.status = 'running';
    try {
      const env = this.envOf(process.info.host);
      const [state, effects] = this.behaviorOf(process).start(process.info, env);
      process.state = state;
      this.carryOut(process, number, null, undefined, effects);
    } catch (error) {
      this.#crash(process, number, error);
    }
  }

  /** Carries out what needs not wait, and shows the invariants just that. */
  carryOut(
    process: Process,
    number: number,
    event: NodeEvent | null,
    before: unknown,
    effects: readonly Effect[],
  ): void {
    const count = promptCount(process, effects);
    const prompt = count === effects.length ? effects : effects.slice(0, count);
    observeChange(this, process, number, event, before, prompt);
    runEffects(this, process, effects, count);
  }

  /** The invariants that look at a program, each with its place among all. */
  invariantsOf(program: string): readonly { readonly invariant: Invariant; readonly at: number }[] {
    let found = this.#watching.get(program);
    if (found === undefined) {
      found = (this.options.invariants ?? [])
        .map((invariant, at) => ({ invariant, at }))
        .filter(({ invariant }) => (invariant.program ?? program) === program);
      this.#watching.set(program, found);
    }
    return found;
  }

  behaviorOf(process: Process): Behavior {
    return this.options.programs[process.program]!;
  }

  envOf(hostName: string): Env {
    let env = this.#envs.get(hostName);
    if (env === undefined) {
      env = hostEnv(this, hostName);
      this.#envs.set(hostName, env);
    }
    return env;
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

  #record(pid: number, cause: number, event: EventRecord['event']): number {
    const number = this.world.eventCount++;
    this.world.silentCount = 0;
    this.#records.push({ number, atMs: this.world.nowMs, pid, cause, event });
    this.cause = number;
    return number;
  }

  #takeRecord(): EventRecord {
    if (this.#records.length !== 1) throw new Error('a queue entry may concern one process only');
    return this.#records.pop()!;
  }

  #crash(process: Process, number: number, error: unknown): void {
    if (this.options.isStrict === true) throw error;
    const detail =
      error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
    recordViolation(this.world, {
      invariant: 'ProgramsDoNotThrow',
      claim: 'No program of the simulation fails by an error of ours.',
      detail: `${process.key}: ${detail}`,
      eventNumber: number,
      atMs: this.world.nowMs,
      pid: process.info.pid,
    });
    endProcess(this, process, 134);
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
    hosts: new Map(options.hosts.map((spec) => [spec.name, createHost(spec)])),
    processes: new Map(),
    identities: emptyList(),
    connections: new Map(),
    pipes: new Map(),
    terminals: new Map(),
    rules: [],
    queue: [],
    ghosts: (options.invariants ?? []).map((invariant) => invariant.start()),
    violations: [],
  };
}
