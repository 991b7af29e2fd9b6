/**
 * What a system is: ZooKeeper, Kafka, or one of the small protocols of a lesson. Everything above asks
 * the loaded systems in turn (systems.ts) and knows none of them by name; facts travel typed and become
 * text where they are shown.
 *
 * Read next: systems.ts, ../zookeeper/system.ts.
 */
import type { AnyStateMachine } from 'xstate';
import type { Behavior } from '../kernel/behavior.ts';
import type { DiskView } from '../kernel/disk.ts';
import type { MessageWeight } from '../kernel/event-weight.ts';
import type { Message } from '../kernel/events.ts';
import type { Invariant } from '../kernel/invariant.ts';
import type { Chart } from '../kernel/statechart.ts';
import type { HostSpec } from '../kernel/options.ts';
import type { Process, StartRequest } from '../kernel/world-state.ts';

/** One plain object a system. */
export interface System {
  readonly id: string;
  /** Whose hosts come first in a cluster, whatever was loaded first; each system has a number of its own. */
  readonly order: number;
  /** Programs by the name under which they are spawned. */
  readonly programs: Readonly<Record<string, Behavior>>;
  /** What must always hold of them. */
  readonly invariants: readonly Invariant[];
  /** Every machine that `chartsOf` may name: what a drawing has to be prepared for. */
  readonly machines: readonly AnyStateMachine[];
  /** Faults that can be planted, to prove that the invariants see them. */
  readonly mutants: readonly Mutant[];
  /**
   * Hosts and files of its part of a cluster, whose shape only the system knows. `others`: what systems
   * that come before it have provided, by their ids.
   */
  provide(spec: unknown, others: Readonly<Record<string, Provision>>): Provision;
  /** How the servers are started that are set up on a host, of a cluster that was built so. */
  startsOn(host: string, disk: DiskView, spec?: object): readonly StartRequest[];
  /** What a process of this system is at the moment; null when it is none. */
  roleOf(process: Process): Role | null;
  /** The program's own machine first; empty when the process is none of this system's. */
  chartsOf(process: Process): readonly ChartView[];
  /** What a server's data was changed by last; null when the process is no such server. */
  latestChange(process: Process): LatestChange | null;
  /** Whether a server of the system is set up on a host, running or not. */
  isSetUpOn(disk: DiskView): boolean;
  /** All messages of the system, by the name that travels with them. */
  readonly messages: Readonly<Record<string, MessageKind>>;
  /** What messages may be about; `kind`, by which each can be asked for, has its example here too. */
  readonly facets: Readonly<Record<string, FacetKind>>;
  /** What a listener may declare to be for, with the channel that its connections are drawn as. */
  readonly purposes: Readonly<Record<string, Channel>>;
}

export interface Provision {
  /** What this part of the cluster is called. */
  readonly name: string;
  readonly hosts: readonly HostSpec[];
  /** Where its clients connect, as `host:port`: other systems' servers may be such clients. */
  readonly addresses: readonly string[];
  /** What it brings to a client's host. */
  readonly tools: Pick<HostSpec, 'files' | 'folders'>;
}

/** A planted fault: its switch, and the rule that it takes away. */
export interface Mutant {
  readonly name: string;
  readonly fault: string;
}

/** The shape that stands for a role: told apart without colour. */
export type Glyph = 'star' | 'ring' | 'eye' | 'lens' | 'square' | 'cross' | 'screen' | 'prompt';

/** What a role amounts to: the colour of its glyph, its card and what it sends. */
export type Tone = 'leading' | 'following' | 'searching' | 'failed' | 'client' | 'plain';

/** Who talks on a connection: the colour, line and lane it is drawn with. */
export type Channel = 'client' | 'data' | 'control' | 'other';

export interface Role {
  readonly glyph: Glyph;
  readonly tone: Tone;
  /** Upstream's word: `LEADING`, `CONNECTED`; the program's name where there is none. */
  readonly label: string;
  readonly tier: 'server' | 'client' | 'shell' | 'tool';
  /** Whether it answers clients. */
  readonly isServing: boolean;
  /** What fits under the label, for example `epoch 2 · 0x200000003`. */
  readonly summary: string;
  readonly facts: readonly Fact[];
}

/** For example `epoch` and `2`; both in upstream's words. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface ChartView {
  /** Empty for the program's own machine; else which of the parts that have one of their own. */
  readonly part: string;
  readonly machine: AnyStateMachine;
  readonly chart: Chart;
}

/** The newest change of a server's data. */
export interface LatestChange {
  /** Grows from change to change. */
  readonly order: bigint;
  /** For example `setData /app`. */
  readonly text: string;
}

export interface MessageKind {
  /**
   * How much it matters to somebody who watches; pacing, stage, diagram and history ask this. A function
   * where it hangs on what the message holds: a poll that comes back empty is no news.
   */
  readonly weight: MessageWeight | ((message: Message) => MessageWeight);
  /** What tells it apart from others of its kind, for example a path or a zxid; may be empty. */
  detail(message: Message): string;
  /** What it names: znodes, sessions, partitions, offsets. */
  about(message: Message): readonly Facet[];
  /** What it has in common with other messages, so that they share their facets. */
  subjects(message: Message): readonly Subject[];
}

/** How a wish for a facet is met: by a path at or below it, by a number with or without `0x`, by a word. */
export interface FacetKind {
  readonly matches: 'path' | 'number' | 'word';
  /** Other names for the same. */
  readonly aliases: readonly string[];
  /** Shown as an example while the run has none of its own. */
  readonly example: string;
}

/** For example `path` and `/app`. */
export interface Facet {
  readonly facet: string;
  readonly value: string;
}

/** A thing that several messages speak of: the transaction of a zxid, the request of an xid. */
export interface Subject {
  /** Whether the key means the same on every connection. */
  readonly scope: 'run' | 'connection';
  readonly key: string;
  /** It tells what it names to all others with this subject; else it only listens. */
  readonly tells: boolean;
}
