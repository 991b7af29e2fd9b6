/** Leaves the page time to answer and to paint between two pieces of work. */

/** Ends the task that runs, so that the browser may paint and answer before the next one. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Real milliseconds of work between two breaths of a page in use, and of one that waits for it. */
const SLICE_MS = 6;
export const SLICE_OF_WAITING_MS = 40;

/**
 * Does a long piece of work that stops after each bit, so that the page can answer meanwhile.
 * Gives undefined when, after a breath, nobody wants it any more.
 */
export async function inSlices<T>(
  work: Generator<void, T>,
  isWanted: () => boolean = () => true,
  sliceMs = SLICE_MS,
): Promise<T | undefined> {
  let endsAt = performance.now() + sliceMs;
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < endsAt) continue;
    await breath();
    if (!isWanted()) return undefined;
    endsAt = performance.now() + sliceMs;
  }
}

/** Does all of a piece of work at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Does something once what has changed now is painted. The function that it gives back calls it off,
 * or tells it, by `isWanted`, that it comes too late.
 */
export function afterPaint(work: (isWanted: () => boolean) => void): () => void {
  let isWanted = true;
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (isWanted) work(() => isWanted);
    }),
  );
  return () => {
    isWanted = false;
  };
}
