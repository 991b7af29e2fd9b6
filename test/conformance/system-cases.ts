/**
 * What the replay has to be told of a system to play its transcripts: on which hosts they run, what its
 * kinds of steps do, and which of its texts count as equal. All the rest is common.
 *
 * Read next: replay.ts (what is done with it), zookeeper/cases.ts (the first one), systems.ts.
 */
import type { Behavior, Scenario } from '../../src/engine/index.ts';
import type { CaseWorld, CommandResult, Launch } from './case-world.ts';
import type { GoldenCase, GoldenStep } from './golden-case.ts';

/** A program is started, to which later steps type. */
export interface StartKind<G extends GoldenCase = GoldenCase> {
  readonly does: 'start';
  launchOf(world: CaseWorld<G>, step: GoldenStep): Launch;
  /** Where nothing is a terminal, its standard error was recorded apart. */
  readonly hasErrorsApart?: true;
}

/** A line or keys are typed to such a program, or a signal is sent; or it prints something by itself. */
export interface TalkKind {
  readonly does: 'line' | 'signal' | 'async';
}

/** What a command has come to so far, in a world or in a copy of it. */
export type Running = (world: CaseWorld) => CommandResult;

/** A command runs to its end. */
export interface CommandKind<G extends GoldenCase = GoldenCase> {
  readonly does: 'command';
  /** Starts it. */
  begin(world: CaseWorld<G>, step: GoldenStep): Running;
  /** What it prints may tell of how long somebody was idle a few steps ago. */
  readonly tellsOfIdleness?: true;
  /** It lists things in no order: which of its new numbers is which may be chosen. */
  readonly listsInNoOrder?: true;
}

/** The recorder itself found something out. */
export interface ReportKind<G extends GoldenCase = GoldenCase> {
  readonly does: 'report';
  reportOf(world: CaseWorld<G>, step: GoldenStep): string;
}

/** The recorder did something to processes, hosts or files, told in a sentence. */
export interface ActKind<G extends GoldenCase = GoldenCase> {
  readonly does: 'act';
  /** What it came to, when that was written down too. */
  act(world: CaseWorld<G>, sentence: string): Running | void;
}

/** Lines of a log: evidence, not text to match. */
export interface LogKind {
  readonly does: 'log';
  placeOf(step: GoldenStep): { readonly host: string; readonly path: string };
  /** Whether a line is a message, and not part of one. */
  isMessage(line: string): boolean;
  /** A line's message text, without what changes: numbers, addresses, ids. */
  messageText(line: string): string;
}

/** What a kind of step does, and who can be its actor. */
export type StepKind<G extends GoldenCase = GoldenCase> = { readonly actor: RegExp } & (
  StartKind<G> | TalkKind | CommandKind<G> | ReportKind<G> | ActKind<G> | LogKind
);

/** Replaces what no two runs have in common by placeholders; sees all texts of a case in order. */
export interface Normaliser {
  apply(text: string): string;
  /** An independent copy, for a step that is tried more than once. */
  copy(): Normaliser;
}

/** A step's whole text, taken apart. */
export interface TextParts {
  /** What the program itself printed, without asynchronous pieces. */
  readonly own: string;
  /** The asynchronous pieces in order. */
  readonly events: readonly string[];
  /** One of them changes the state that prompts show. */
  readonly changesState: boolean;
}

/** Which texts of a system count as equal. */
export interface TextRules {
  newNormaliser(): Normaliser;
  /** Placeholders that are numbered in order of appearance: `SESSION` stands for `<SESSION1>` and so on. */
  readonly numbered: readonly string[];
  /** Every prompt of a program that is typed to; global. */
  readonly prompts: RegExp;
  /** A text as it is compared, what has no order in one; `number` numbers it anew. */
  settled(text: string, number: (text: string) => string): string;
  partsOf(output: string, asyncAfterPrompt: string): TextParts;
  /** Whether asynchronous pieces of a step may come in any order. */
  hasFreeOrder(step: GoldenStep): boolean;
  /** Output without the state in its prompts, for a step in which it changes. */
  withoutState(output: string): string;
  /** The same for a prompt alone. */
  promptWithoutState(prompt: string): string;
}

/** One system's part of the replay. `G` is a case with what only this system's cases say. */
export interface SystemCases<G extends GoldenCase = GoldenCase> {
  /** Also the folder of its cases, `test/golden/ID`. */
  readonly id: string;
  /** No other system has any of these. */
  readonly topologies: readonly string[];
  /** By name; `line` is the kind of a step that says none. */
  readonly kinds: Readonly<Record<string, StepKind<G>>>;
  readonly texts: TextRules;
  /** What is wrong with the fields that only its cases have, in a case read from a file. */
  faultOf(fields: Readonly<Record<string, unknown>>): string | undefined;
  /** Programs that only the recorder has. */
  readonly programs: Readonly<Record<string, Behavior>>;
  /** The hosts of a case. */
  scenarioOf(golden: G, seed: number): Scenario;
  /** Starts what runs at the case's begin, with the recorder's pauses. */
  begin(world: CaseWorld<G>): void;
  /** How long the recorder took until the next step, in milliseconds. */
  paceOf(step: GoldenStep): number;
  /** It was done and is done, but what came of it is not compared. */
  isEvidence(step: GoldenStep): boolean;
  /** No invariant promises anything once files have been taken away or damaged. */
  isTampering(step: GoldenStep): boolean;
  /** Ends what lasted for `frozenMs` of the world. */
  isThaw(step: GoldenStep): boolean;
}
