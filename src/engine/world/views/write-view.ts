/**
 * The latest change of a server's tree, in the words of its log.
 *
 * Mirrors: the last line of what `zkTxnLogToolkit.sh` prints.
 */
import type { Process } from '../../kernel/world-state.ts';
import { queueLast } from '../../zookeeper/data/persistent-queue.ts';
import type { TxnBody } from '../../zookeeper/protocol/txn.ts';
import type { Zxid } from '../../zookeeper/protocol/zxid.ts';
import { serverState } from './server-view.ts';

export interface LatestWrite {
  readonly zxid: Zxid;
  /** For example `setData /app`. */
  readonly text: string;
}

/** Null when the process is no server, or has applied nothing yet. */
export function latestWrite(process: Process): LatestWrite | null {
  const state = serverState(process);
  const txn = state === null ? undefined : queueLast(state.db.committedLog);
  if (txn === undefined || txn.header.zxid !== state?.db.lastProcessedZxid) return null;
  return { zxid: txn.header.zxid, text: textOf(txn.body) };
}

function textOf(body: TxnBody): string {
  if (body.type === 'multi') return `multi ${body.txns.map(pathOf).join(' ')}`;
  return `${body.type} ${pathOf(body)}`.trim();
}

function pathOf(body: TxnBody): string {
  if ('path' in body) return body.path;
  return body.type === 'closeSession' ? body.paths2Delete.join(' ') : '';
}
