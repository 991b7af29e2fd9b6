/**
 * What a world is made from. Fixed for its life.
 *
 * Read next: kernel.ts.
 */
import type { Behavior } from './behavior.ts';
import type { MessageWeight } from './event-weight.ts';
import type { Invariant } from './invariant.ts';
import type { StartRequest } from './world-state.ts';

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
  /** Whether a message is somebody's doing or a cluster's pulse; without it, all are normal. */
  readonly weightOf?: (message: unknown) => MessageWeight;
  /** Throw what a program throws instead of recording it (tests). */
  readonly isStrict?: boolean;
}
