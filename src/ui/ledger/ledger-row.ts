/** One row of the fidelity ledger: a file of the simulation and what it stands for. */
export interface LedgerRow {
  readonly path: string;
  /** What the file is, in its own words. */
  readonly what: string;
  /** Upstream's class, command or manual that it follows; empty for machinery of our own. */
  readonly mirrors: string;
  /** Each simplification, and what a learner could notice; empty when there is none. */
  readonly departs: string;
  /** Tests, or suites of its area, that hold it. */
  readonly tests: readonly string[];
}
