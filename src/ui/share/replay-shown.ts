/**
 * Plays a run again so that what takes long can be watched, and ended where it has come to. A short
 * one comes at once, whole.
 */
import { SLICE_OF_WAITING_MS, inSlices } from '../app/breath.ts';
import type { Replay } from '../session/replay.svelte.ts';

const SHOWN_AFTER_MS = 300;
const SHOWN_EVERY_MS = 250;

export interface Watched {
  readonly replay: Replay;
  /** How far it has come, from 0 to 1. */
  share(): number;
  isWanted(): boolean;
  /** It takes a while. */
  onlong(): void;
  /** Called now and then, after `onlong`. */
  onprogress(): void;
}

/** Undefined when it is not wanted any more. */
export function replayShown<T>(work: Generator<void, T>, watched: Watched): Promise<T | undefined> {
  return inSlices(watching(work, watched), () => watched.isWanted(), SLICE_OF_WAITING_MS);
}

function* watching<T>(work: Generator<void, T>, watched: Watched): Generator<void, T> {
  let lookedAt = performance.now();
  let isLong = false;
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    const now = performance.now();
    if (now - lookedAt > (isLong ? SHOWN_EVERY_MS : SHOWN_AFTER_MS)) {
      watched.replay.share = watched.share();
      if (isLong) watched.onprogress();
      else watched.onlong();
      isLong = true;
      lookedAt = performance.now();
    }
    yield;
  }
}
