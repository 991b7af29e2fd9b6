/**
 * What upstream throws, with the stack trace that its logs show.
 *
 * Mirrors: java.lang.Throwable.printStackTrace.
 */

/** Thrown inside a step and caught in it; never part of a state. */
export class JavaException extends Error {
  /** The class in full, for example `java.lang.IllegalArgumentException`. */
  readonly exception: string;
  /** Innermost first: `kafka.Kafka$.main(Kafka.scala:87)`. */
  readonly frames: readonly string[];
  readonly reason: JavaException | null;
  private readonly hasMessage: boolean;

  constructor(
    exception: string,
    message: string | null,
    frames: readonly string[] = [],
    reason: JavaException | null = null,
  ) {
    super(message ?? '');
    this.exception = exception;
    this.frames = frames;
    this.reason = reason;
    this.hasMessage = message !== null;
  }

  /** Throwable.toString. */
  override toString(): string {
    return this.hasMessage ? `${this.exception}: ${this.message}` : this.exception;
  }
}

/** As printed: causes follow without the frames that they share with what they caused. */
export function stackTrace(error: JavaException): string {
  const lines = [error.toString(), ...error.frames.map(frameLine)];
  let outer = error;
  for (let cause = error.reason; cause !== null; cause = cause.reason) {
    const shared = sharedFrames(cause.frames, outer.frames);
    const own = cause.frames.slice(0, cause.frames.length - shared);
    lines.push(`Caused by: ${cause.toString()}`, ...own.map(frameLine));
    if (shared > 0) lines.push(`\t... ${shared} more`);
    outer = cause;
  }
  return lines.join('\n');
}

function frameLine(frame: string): string {
  return `\tat ${frame}`;
}

/** How many frames two traces have in common, from the outermost on. */
function sharedFrames(inner: readonly string[], outer: readonly string[]): number {
  let shared = 0;
  while (
    shared < Math.min(inner.length, outer.length) &&
    inner.at(-1 - shared) === outer.at(-1 - shared)
  ) {
    shared++;
  }
  return shared;
}
