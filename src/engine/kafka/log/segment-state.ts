/**
 * What a broker keeps in memory of a segment of a log.
 *
 * Mirrors: the fields of kafka.log.LogSegment, OffsetIndex, TimeIndex and TransactionIndex, 2.8.0.
 * Departs: of an index only its length and its last entry are kept: what is looked up in it upstream is
 * found here by halving in the log's own file.
 * Read next: segment.ts.
 */

/** Mirrors kafka.log.LogSegment. */
export interface SegmentState {
  readonly baseOffset: number;
  /** The path of its files without what they end in. */
  readonly path: string;
  /** The path of its records: ends in `.log`. */
  readonly logPath: string;
  readonly bytes: number;
  /** Wall clock. */
  readonly createdAtMs: number;
  readonly lastModifiedMs: number;
  readonly bytesSinceLastIndexEntry: number;
  /** maxTimestamp of its first batch; null: not known yet. */
  readonly rollingBasedTimestamp: number | null;
  /** -1: none. */
  readonly maxTimestamp: number;
  readonly offsetOfMaxTimestamp: number;
  /** Whether the largest timestamp was asked for since the broker started. */
  readonly isTimestampLoaded: boolean;
  readonly rollJitterMs: number;
  readonly indexes: SegmentIndexes;
}

/** Mirrors the fields of OffsetIndex, TimeIndex and TransactionIndex. */
export interface SegmentIndexes {
  /** Upstream makes an index's file when it first looks into it. */
  readonly hasOffsetIndex: boolean;
  readonly hasTimeIndex: boolean;
  readonly offsetEntries: number;
  readonly offsetEntriesMax: number;
  readonly lastIndexedOffset: number;
  readonly timeEntries: number;
  readonly timeEntriesMax: number;
  /** -1: no entry. */
  readonly lastIndexedTimestamp: number;
  readonly lastTimeIndexedOffset: number;
  /** By lastOffset. */
  readonly abortedTxns: readonly AbortedTxn[];
}

/** Mirrors kafka.log.AbortedTxn. */
export interface AbortedTxn {
  readonly producerId: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly lastStableOffset: number;
}
