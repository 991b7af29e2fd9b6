/** What a benchmark file gives to the runner, and how a rate is measured. */

/** One measured number. Its name says the area first: `kernel.deliveriesPerSecond`. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Where a figure hangs on the browser and the machine. */
  readonly reference?: Reference;
}

/** A fixed task in the same page (page-reference.ts), and how long it took. */
export interface Reference {
  readonly task: 'script' | 'canvas';
  readonly ms: number;
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

/** A figure as its line says it, with its ratio to the fixed task that was timed beside it. */
export function lineOf({ name, value, unit, reference }: Figure): string {
  const line = { name, value: rounded(value), unit };
  if (reference === undefined) return JSON.stringify(line);
  const { task, ms } = reference;
  const ratio = rounded(value / ms);
  return JSON.stringify({ ...line, reference: task, referenceMs: rounded(ms), ratio });
}
