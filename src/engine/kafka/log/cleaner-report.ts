/**
 * What the cleaner says of its work.
 *
 * Mirrors: kafka.log.LogCleaner.CleanerThread.recordStats, 2.8.0.
 * Departs: cleaning takes no time; the times are drawn by lot.
 */
import type { BrokerTurn } from '../server/broker-state.ts';
import type { CleanedLog } from './log-cleaner-state.ts';
import { cleanerLine } from './log-line.ts';
import { tookMs } from './log-roll.ts';

const MB = 1024 * 1024;

export function reportCleaned(turn: BrokerTurn, cleaned: CleanedLog): void {
  const { name, firstDirtyOffset, endOffset, stats } = cleaned;
  const indexSecs = tookMs(turn, 2, 50) / 1000;
  const totalSecs = indexSecs + tookMs(turn, 20, 80) / 1000;
  const cleanSecs = totalSecs - indexSecs;
  const read = stats.bytesRead / MB;
  const lines = [
    `[kafka-log-cleaner-thread-0]: `,
    `\tLog cleaner thread 0 cleaned log ${name} (dirty section = [${firstDirtyOffset}, ${endOffset}])`,
    `\t${one(read)} MB of log processed in ${one(totalSecs)} seconds (${one(read / totalSecs)} MB/sec).`,
    `\tIndexed ${one(stats.mapBytesRead / MB)} MB in ${plain(indexSecs)} seconds ` +
      `(${one(stats.mapBytesRead / MB / indexSecs)} Mb/sec, ${plain((100 * indexSecs) / totalSecs)}% of total time)`,
    `\tBuffer utilization: ${plain(100 * stats.bufferUtilization)}%`,
    `\tCleaned ${one(read)} MB in ${plain(cleanSecs)} seconds ` +
      `(${one(read / cleanSecs)} Mb/sec, ${plain((100 * cleanSecs) / totalSecs)}% of total time)`,
    `\tStart size: ${one(read)} MB (${whole(stats.messagesRead)} messages)`,
    `\tEnd size: ${one(stats.bytesWritten / MB)} MB (${whole(stats.messagesWritten)} messages)`,
    `\t${plain(100 * (1 - stats.bytesWritten / stats.bytesRead))}% size reduction ` +
      `(${plain(100 * (1 - stats.messagesWritten / stats.messagesRead))}% fewer messages)`,
    '',
  ];
  cleanerLine(turn, 'INFO', lines.join('\n'));
  if (stats.invalidMessagesRead === 0) return;
  const text = `\tFound ${stats.invalidMessagesRead} invalid messages during compaction.`;
  cleanerLine(turn, 'WARN', `[kafka-log-cleaner-thread-0]: ${text}`);
}

/** `%.1f` */
function plain(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value.toFixed(1);
}

/** `%,.1f` */
function one(value: number): string {
  const [digits, part] = plain(value).split('.');
  return part === undefined ? digits! : `${whole(Number(digits))}.${part}`;
}

/** `%,d` */
function whole(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
