/**
 * What a system brings to the page: panels, forms, provocations and words. Views ask the loaded ones in
 * turn and know none by name.
 *
 * Read next: loaded.ts, load-system.ts, zookeeper/index.ts.
 */
import type { Component } from 'svelte';
import type {
  Channel,
  ClusterSpec,
  Glyph,
  OperatorAction,
  Process,
  ProcessNode,
  Timeline,
  Tone,
  World,
} from '../../engine/index.ts';
import type { Language } from '../app/choices.ts';
import type { Session } from '../session/session.svelte.ts';
import type { SystemCodec } from '../share/systems/system-codec.ts';

export interface SystemUi {
  /** As the engine's part. */
  readonly id: string;
  readonly order: number;
  /** The cluster of a sandbox that nobody has built yet. */
  readonly standard: ClusterSpec;
  /** Its part of a cluster in links and files. */
  readonly codec: SystemCodec;
  /** Builds a cluster. */
  readonly Form: Component<FormProps>;
  /** What is shown of a selected process: at once, and behind its statechart. */
  readonly Panel: Component<PanelProps>;
  readonly LatePanel: Component<PanelProps>;
  /** What two runs hold, where it is not the same. */
  readonly Differences: Component<{ readonly left: World; readonly right: World }>;
  /** The data of a small world in a lesson's prose. */
  readonly Miniature: Component<{ readonly session: Session }>;
  readonly legend: Legend;
  /** What is rare, on demand. */
  provocations(world: World): readonly Provocation[];
  readonly nouns: Nouns;
  /** A script to begin with, and what a line can say, in its own names. */
  readonly scripts: { readonly example: string; readonly help: string };
  /** The cluster on the real software. */
  composeFile(spec: ClusterSpec): string;
  /** The service of the compose file that a process is; undefined when it is none. */
  serviceOf(key: string): string | undefined;
  /** What its facts and the facets of its messages are called, by upstream's name; may miss some. */
  words(): { readonly facts: Words; readonly facets: Words };
  /** What its promises claim, by name; empty where upstream's words do. */
  claims(language: Language): Promise<Words>;
  /** Descriptions of its machines' states, by machine and state; empty where upstream's words do. */
  stateDescriptions(language: Language): Promise<StateDescriptions>;
  /** The lesson that explains a promise. */
  lessonOf(invariant: string): string | undefined;
}

export type Words = Readonly<Record<string, string>>;

export interface StateWords {
  readonly waits: string;
  readonly answers?: readonly string[];
}

export type StateDescriptions = Readonly<
  Record<string, Readonly<Record<string, StateWords>> | undefined>
>;

export interface FormProps {
  readonly spec: ClusterSpec;
  readonly onstart: (spec: ClusterSpec) => void;
}

export interface PanelProps {
  readonly session: Session;
  readonly node: ProcessNode;
  readonly process: Process;
}

/** A small cluster that runs on the home page; a system's `showcase.ts` has one. */
export interface Showcase {
  start(): Timeline;
  load(): Promise<{ default: Component<{ timeline: Timeline }> }>;
}

/** What shapes and colours stand for. */
export interface Legend {
  roles(): readonly { readonly glyph: Glyph; readonly tone: Tone; readonly text: string }[];
  channels(): readonly { readonly channel: Channel; readonly text: string }[];
  tones(): readonly { readonly tone: Tone; readonly text: string }[];
  /** What a dotted connection is for. */
  controlLine(): string;
}

/** Names in scripts for who is something at the moment. */
export interface Nouns {
  /** A process by such a name, `leader` or `server.3`. */
  processNamed(world: World, name: string): Pick<ProcessNode, 'host' | 'key'> | undefined;
  /** What a script calls the process of a key; undefined when it is none of this system's servers. */
  nounOf(key: string): string | undefined;
  /** What a script can wait for, by its name. */
  readonly waits: Readonly<Record<string, (world: World) => boolean>>;
}

export interface Provocation {
  readonly name: string;
  readonly title: string;
  /** What to look at. */
  readonly watch: string;
  /** Null: not possible at the moment. */
  readonly steps: readonly Step[] | null;
}

/** One of a list of timed steps that is played into a run. */
export interface Step {
  /** One line: what the step does, as it stands in a script. */
  readonly text: string;
  /** Virtual time behind the step before, at least. */
  readonly afterMs?: number;
  /** Waits for this too, but no longer than `atMostMs`. */
  readonly until?: (world: World) => boolean;
  readonly atMostMs?: number;
  /** Throws an Error with a sentence when it cannot be done to this world. */
  readonly actions: (world: World) => readonly OperatorAction[];
}
