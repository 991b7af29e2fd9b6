/**
 * What start-up and shutdown of a broker remember.
 *
 * Read next: broker-life.machine.ts.
 */

export interface LifecycleState {
  /** Wall clock at the start. */
  readonly startedAtMs: number;
  /** Where the application's logs go: LOG_DIR, or `logs` of the installation. */
  readonly logFolder: string;
  /** The hour, counted since 1970, that each of its files is for; see kafka-log.ts. */
  readonly logHours: LogHours;
}

export interface LogHours {
  readonly server: number;
  readonly controller: number;
  readonly 'state-change': number;
  readonly 'log-cleaner': number;
  readonly request: number;
}
