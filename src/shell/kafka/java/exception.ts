/**
 * How frames are added to exceptions that pass through a tool's script.
 *
 * Mirrors: java.lang.Throwable.getStackTrace, Java 17.
 */
import type { Frames } from '../../../engine/kafka/index.ts';
import { JavaException } from '../../../engine/kafka/index.ts';

export { JavaException };
export type { Frames };

/** Runs a part of a script that stands at these places of its callers' code. */
export function* within<Call, Value, Result>(
  frames: Frames,
  part: Generator<Call, Value, Result>,
): Generator<Call, Value, Result> {
  try {
    return yield* part;
  } catch (error) {
    if (error instanceof JavaException) error.passThrough(frames);
    throw error;
  }
}

/** The same for what asks nothing of the world. */
export function inFrames<Value>(frames: Frames, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof JavaException) error.passThrough(frames);
    throw error;
  }
}

export function illegalArgument(text: string, frames: Frames = []): JavaException {
  return new JavaException('java.lang.IllegalArgumentException', text, { frames });
}
