/**
 * What is kept of the one history that an ensemble commits: its transactions, the tree that they make,
 * and who has delivered what.
 *
 * Mirrors: the ghost variables of Zab.tla.
 * Read next: committed-history.ts.
 */
import type { PersistentList } from '../../kernel/persistent-list.ts';
import { emptyList, listGet, listItems, listLast } from '../../kernel/persistent-list.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapGet } from '../../kernel/persistent-map.ts';
import type { World } from '../../kernel/world-state.ts';
import type { Database } from '../data/database.ts';
import { initialDatabase } from '../data/initial-tree.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { toHexString } from '../protocol/zxid.ts';
import type { Deliveries } from './deliveries.ts';
import { NO_DELIVERIES } from './deliveries.ts';
import type { EnsemblesGhost } from './ensembles.ts';
import type { Proposals } from './proposals.ts';
import { NO_PROPOSALS } from './proposals.ts';

/** What has been committed, and what it makes. */
export interface HistoryGhost {
  readonly kind: 'committedHistory';
  /** What the first leader brought along from elsewhere: a copied folder, a time before the ensemble. */
  readonly base: { readonly zxid: Zxid; readonly digest: number } | null;
  readonly txns: PersistentList<Txn>;
  /** By zxid in hexadecimal: the transaction, its place, and the tree's digest behind it. */
  readonly known: PersistentMap<Known>;
  readonly replica: Database;
  readonly deliveries: Deliveries;
  readonly proposals: Proposals;
}

/** A committed transaction. */
export interface Known {
  readonly txn: Txn;
  readonly index: number;
  readonly digest: number;
}

/** Nothing has been committed yet. */
export const NOTHING_COMMITTED: HistoryGhost = {
  kind: 'committedHistory',
  base: null,
  txns: emptyList(),
  known: emptyMap(),
  replica: initialDatabase(),
  deliveries: NO_DELIVERIES,
  proposals: NO_PROPOSALS,
};

/** The last that was committed; 0n: nothing. */
export function lastCommitted({ txns, base }: HistoryGhost): Zxid {
  return listLast(txns)?.header.zxid ?? base?.zxid ?? 0n;
}

/** Whether nobody has led the ensemble yet. */
export function isUntouched({ txns, base, proposals }: HistoryGhost): boolean {
  return txns.length === 0 && base === null && proposals.epochStarts.size === 0;
}

/** The same history, delivered otherwise. */
export function withDeliveries(ghost: HistoryGhost, deliveries: Deliveries): HistoryGhost {
  const { kind, base, txns, known, replica, proposals } = ghost;
  return { kind, base, txns, known, replica, deliveries, proposals };
}

/** How many of the committed transactions are not newer. */
export function placeOf({ txns, known }: HistoryGhost, zxid: Zxid): number {
  const found = mapGet(known, toHexString(zxid));
  if (found !== undefined) return found.index + 1;
  let place = txns.length;
  while (place > 0 && listGet(txns, place - 1)!.header.zxid > zxid) place--;
  return place;
}

/** The committed transactions of an ensemble of the world, oldest first. */
export function committedHistory(world: World, ensemble = 0): readonly Txn[] {
  for (const ghost of world.ghosts) {
    const own = (ghost as Partial<EnsemblesGhost<unknown>> | null)?.ghosts?.[ensemble];
    const history = own as Partial<HistoryGhost> | null | undefined;
    if (history?.kind === 'committedHistory') return [...listItems(history.txns!)];
  }
  return [];
}
