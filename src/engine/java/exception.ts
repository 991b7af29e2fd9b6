/**
 * Exceptions with the stack traces that real programs print: who throws names its own frames, who calls
 * may add its frames as the exception passes.
 *
 * Mirrors: java.lang.Throwable (toString, printStackTrace), Java 17.
 * Departs: an exception that nobody gave frames prints none.
 */

/** Where an exception came through, innermost first: `kafka.admin.TopicCommand$.main(TopicCommand.scala:63)`. */
export type Frames = readonly string[];

export interface JavaExceptionOptions {
  readonly cause?: JavaException | null;
  /** Frames of the method that throws, and of what calls it, as far as that never differs. */
  readonly frames?: Frames;
  /**
   * Callers add nothing: API exceptions of the client library do not fill in their stack traces, and
   * what another thread threw has frames of its own.
   */
  readonly isTraceless?: boolean;
  /** addSuppressed. */
  readonly suppressed?: readonly JavaException[];
}

export class JavaException extends Error {
  /** The full name of the class. */
  readonly exception: string;
  /** What getMessage gives. */
  readonly text: string | null;
  override readonly cause: JavaException | null;
  readonly #suppressed: readonly JavaException[];
  readonly #frames: string[];
  readonly #isForeign: boolean;

  constructor(exception: string, text: string | null, options: JavaExceptionOptions = {}) {
    super(text ?? '');
    this.exception = exception;
    this.text = text;
    this.cause = options.cause ?? null;
    this.#suppressed = options.suppressed ?? [];
    this.#frames = [...(options.frames ?? [])];
    this.#isForeign = options.isTraceless === true;
  }

  /** Adds the frames of a caller, to its causes as well: one thread threw them all. */
  passThrough(frames: Frames): void {
    if (this.#isForeign) return;
    this.#frames.push(...frames);
    this.cause?.passThrough(frames);
  }

  get frames(): Frames {
    return this.#frames;
  }

  /** The class and the message. */
  override toString(): string {
    return this.text === null ? this.exception : `${this.exception}: ${this.text}`;
  }

  /** Utils.stackTrace: every line with its newline. */
  get stackTrace(): string {
    const own = this.#frames.map((frame) => `\tat ${frame}\n`).join('');
    const suppressed = this.#suppressed
      .map((each) => `\tSuppressed: ${each.stackTrace.replace(/\n(?=.)/g, '\n\t')}`)
      .join('');
    return `${this.toString()}\n${own}${suppressed}${this.cause?.causeTrace(this.#frames) ?? ''}`;
  }

  /** The same as a log has it: its last line has none. */
  get trace(): string {
    return this.stackTrace.slice(0, -1);
  }

  private causeTrace(enclosing: Frames): string {
    const own = this.#frames;
    let inCommon = 0;
    while (
      inCommon < own.length &&
      inCommon < enclosing.length &&
      own[own.length - 1 - inCommon] === enclosing[enclosing.length - 1 - inCommon]
    ) {
      inCommon++;
    }
    const shown = own.slice(0, own.length - inCommon).map((frame) => `\tat ${frame}\n`);
    const rest = inCommon === 0 ? '' : `\t... ${inCommon} more\n`;
    return `Caused by: ${this.toString()}\n${shown.join('')}${rest}${this.cause?.causeTrace(own) ?? ''}`;
  }
}
