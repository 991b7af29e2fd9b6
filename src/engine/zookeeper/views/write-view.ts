/**
 * The latest change of a server's tree, in the words of its log.
 *
 * Mirrors: the last line of what `zkTxnLogToolkit.sh` prints.
 */
import type { Process } from '../../kernel/world-state.ts';
import type { LatestChange } from '../../world/system.ts';
import { queueLast } from '../../kernel/persistent-queue.ts';
import type { TxnBody } from '../protocol/txn.ts';
import { serverState } from './server-view.ts';

/** Null when the process is no server, or has applied nothing yet. */
export function latestChange(process: Process): LatestChange | null {
  const state = serverState(process);
  const txn = state === null ? undefined : queueLast(state.db.committedLog);
  if (txn === undefined || txn.header.zxid !== state?.db.lastProcessedZxid) return null;
  return { order: txn.header.zxid, text: textOf(txn.body) };
}

function textOf(body: TxnBody): string {
  if (body.type === 'multi') return `multi ${body.txns.map(pathOf).join(' ')}`;
  return `${body.type} ${pathOf(body)}`.trim();
}

function pathOf(body: TxnBody): string {
  if ('path' in body) return body.path;
  return body.type === 'closeSession' ? body.paths2Delete.join(' ') : '';
}
