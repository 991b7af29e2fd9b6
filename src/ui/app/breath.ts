/** Leaves the page time to answer and to paint between two pieces of work. */

/** Ends the task that runs, so that the browser may paint and answer before the next one. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
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
