/**
 * A tool: a main class written top to bottom as a script, and what goes on beside its main thread.
 *
 *     function* main(input, output): ToolScript<ToolEnd> {
 *       const lines = yield* readLines();
 *       output.out('…');
 *       return { exit: 0 };
 *     }
 *
 * A tool that may go on for hours ends its script after each round and says what it remembers: the next
 * round starts from that alone, and what the rounds before were told is forgotten.
 *
 * Read next: calls.ts, tool-program.ts, command-line.ts.
 */
import type { KafkaRelease } from '../../../engine/kafka/index.ts';
import { JavaException } from '../java/exception.ts';
import type { Rebalance, ResultOf, ThrownException, ToolCall, ToolResult } from './calls.ts';

/** A piece of a tool. */
export type ToolScript<Value> = Generator<ToolCall, Value, ToolResult>;

/** Where the release that a tool belongs to was unpacked. */
export interface Installation {
  /** Absolute, for example `/data/server/kafka`. */
  readonly folder: string;
  /** `$0`: as it was typed, or as the PATH led to it, for example `/data/server/kafka/bin/kafka-topics.sh`. */
  readonly script: string;
  readonly release: KafkaRelease;
}

/** What a tool is started with; M is what it remembers from round to round. */
export interface ToolInput<M = never> {
  /** Arguments without the program's name. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly hostName: string;
  readonly seed: number;
  /** System.console() is there: standard input and output are a terminal. */
  readonly hasConsole: boolean;
  readonly installation: Installation;
  /** Null in the first round. */
  readonly memory: M | null;
}

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** What a tool prints. */
export interface ToolOutput {
  /** Standard output; the text has its own newline. */
  out(text: string): void;
  err(text: string): void;
  /** log4j. The throwable's stack trace follows the line. */
  log(level: LogLevel, text: string, logger: string, throwable?: JavaException): void;
}

/** How a script ends. */
export type ToolEnd<M = never> = { readonly exit: number } | { readonly goOn: M };

/** The outcome of a send, as its callback gets it. */
export interface SendOutcome {
  readonly topic: string;
  readonly keyBytes: number | null;
  readonly valueBytes: number;
  readonly sentAtMs: number;
  readonly nowMs: number;
  /** Of the record's place in the order of sends, from 0. */
  readonly number: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly metadata: { readonly partition: number; readonly offset: number } | null;
  readonly exception: ThrownException | null;
}

/** What a ConsumerRebalanceListener hears, and when. */
export interface RebalanceEvent extends Rebalance {
  readonly nowMs: number;
}

export interface Tool<M = never> {
  /** As it is typed: `kafka-topics.sh`. */
  readonly name: string;
  readonly mainClass: string;
  main(input: ToolInput<M>, output: ToolOutput): ToolScript<ToolEnd<M>>;
  /**
   * What SIGINT and SIGTERM do, when the tool has a shutdown hook: wake its consumer up, or end the call;
   * or, where a script gave its place to a server, reach that.
   */
  readonly onSignal?: 'wakeup' | 'interrupt' | 'forward';
  /** The callback of producer.send: gives what it shares with the main thread from then on. */
  readonly onSent?: (shared: unknown, outcome: SendOutcome, output: ToolOutput) => unknown;
  /** A ConsumerRebalanceListener, within a poll or close; shares as `onSent` does. */
  readonly onRebalance?: (shared: unknown, event: RebalanceEvent, output: ToolOutput) => unknown;
  /** It reads standard input: what is typed is not the shell's. */
  readonly reads?: boolean;
}

/** Exit.exit: nothing of the tool runs after it but its shutdown hooks. */
export class ToolExit {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

export function exitTool(code: number): never {
  throw new ToolExit(code);
}

/** Makes a call whose result has one type; an exception that came back is thrown. */
export function* call<T extends ToolResult['type']>(
  asked: ToolCall,
  type: T,
): ToolScript<ResultOf<T>> {
  const result = yield asked;
  if (result.type === type) return result as ResultOf<T>;
  if (result.type === 'thrown') throw exceptionOf(result.exception);
  if (result.type === 'interrupted') throw new Interrupted();
  throw new Error(`${asked.type} gave ${result.type}`);
}

/** A signal ended the call: the shutdown hook's turn has come. */
export class Interrupted {}

/** API exceptions have no stack traces of their own. */
export function exceptionOf({ exception, message, cause }: ThrownException): JavaException {
  return new JavaException(exception, message, {
    isTraceless: exception.startsWith('org.apache.kafka.common.errors.'),
    cause: cause == null ? null : exceptionOf(cause),
  });
}

export function* sleep(ms: number): ToolScript<void> {
  yield* call({ type: 'sleep', ms }, 'done');
}

/** Whole milliseconds since 1970. */
export function* now(): ToolScript<number> {
  return (yield* call({ type: 'now' }, 'number')).value;
}
