/** What a benchmark file gives to the runner, and how a rate is measured. */

/** One measured number. Its name says the area first: `kernel.deliveriesPerSecond`. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A benchmark file exports `figures`: it measures one by one, so that each is printed at once. */
export type Figures = () => AsyncGenerator<Figure> | Generator<Figure>;

/**
 * Processor time spent in `work`, in seconds: unlike the clock on the wall, it does not count what
 * other programs take of the machine.
 */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The best of several measurements: the one that was disturbed least. */
export function best(values: readonly number[], isHigherBetter = true): number {
  return isHigherBetter ? Math.max(...values) : Math.min(...values);
}

/** Rounded to three significant digits, so that lines can be compared by eye. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
