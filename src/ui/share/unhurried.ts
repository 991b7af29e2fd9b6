/** Long computations in bits, between which the page draws and listens. */
const BIT_MS = 40;

/** Undefined: nobody wanted the result any more. */
export async function unhurried<T>(
  work: Generator<void, T>,
  isWanted: () => boolean,
): Promise<T | undefined> {
  let sinceMs = performance.now();
  for (;;) {
    const bit = work.next();
    if (bit.done === true) return bit.value;
    if (performance.now() - sinceMs < BIT_MS) continue;
    await new Promise((resume) => setTimeout(resume));
    if (!isWanted()) return undefined;
    sinceMs = performance.now();
  }
}
