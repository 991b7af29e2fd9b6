/**
 * What each server has delivered of the one committed history: how far it is, and what it left out.
 * In a sound ensemble nothing is ever left out, so only a number per server is kept.
 *
 * Mirrors: the sets behind Agreement and TotalOrder of Zab.tla. Delivered stays delivered: a server
 * that loses a transaction later has told its clients of it.
 * Departs: leaders count as well as followers.
 * Read next: committed-history.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapGet, mapKeys, mapSet } from '../../kernel/persistent-map.ts';

/** Ghost: by server number, as text. */
export interface Deliveries {
  /** How many of the committed transactions come before the next that it delivers. */
  readonly positions: PersistentMap<number>;
  /** Indexes below the position that it never delivered. */
  readonly skipped: PersistentMap<readonly number[]>;
}

/** Nobody has delivered anything. */
export const NO_DELIVERIES: Deliveries = { positions: emptyMap(), skipped: emptyMap() };

const NOTHING: readonly number[] = [];

/** The next index that a server delivers. */
export function positionOf({ positions }: Deliveries, server: string): number {
  return mapGet(positions, server) ?? 0;
}

function skippedBy({ skipped }: Deliveries, server: string): readonly number[] {
  return skipped.size === 0 ? NOTHING : (mapGet(skipped, server) ?? NOTHING);
}

/** Whether a server has delivered the transaction of this index. */
export function hasDelivered(deliveries: Deliveries, server: string, index: number): boolean {
  return index < positionOf(deliveries, server) && !skippedBy(deliveries, server).includes(index);
}

/** A server delivers the transaction of this index; what lies between is left out. */
export function deliver(deliveries: Deliveries, server: string, index: number): Deliveries {
  const from = positionOf(deliveries, server);
  if (index < from) return deliveries;
  const positions = mapSet(deliveries.positions, server, index + 1);
  if (index === from) return { positions, skipped: deliveries.skipped };
  const gap = Array.from({ length: index - from }, (_, i) => from + i);
  const skipped = [...skippedBy(deliveries, server), ...gap];
  return { positions, skipped: mapSet(deliveries.skipped, server, skipped) };
}

/**
 * A server starts to serve with a history that ends before `position`. It has what its leader has;
 * what it delivered before stays delivered.
 */
export function startDelivering(
  deliveries: Deliveries,
  server: string,
  position: number,
  lacks: readonly number[],
): Deliveries {
  const fresh = lacks.filter((index) => !hasDelivered(deliveries, server, index));
  const old = skippedBy(deliveries, server);
  const positions = mapSet(
    deliveries.positions,
    server,
    Math.max(position, positionOf(deliveries, server)),
  );
  if (fresh.length === 0 && old.length === 0) return { positions, skipped: deliveries.skipped };
  return { positions, skipped: mapSet(deliveries.skipped, server, fresh) };
}

/** What a server lacks, below a position. */
export function lackedBy(
  deliveries: Deliveries,
  server: string,
  position: number,
): readonly number[] {
  const own = positionOf(deliveries, server);
  const behind = Array.from({ length: Math.max(0, position - own) }, (_, i) => own + i);
  return [...skippedBy(deliveries, server), ...behind].filter((index) => index < position);
}

/** Agreement: of two servers one has delivered all that the other has. */
export function disagreement(deliveries: Deliveries, server: string): string | null {
  if (deliveries.skipped.size === 0) return null;
  for (const other of mapKeys(deliveries.positions)) {
    const theirs = firstOnlyOf(deliveries, other, server);
    const ours = firstOnlyOf(deliveries, server, other);
    if (theirs === null || ours === null) continue;
    return (
      `server ${server} has delivered transaction ${ours + 1} of the history and not ` +
      `${theirs + 1}, server ${other} the other way round`
    );
  }
  return null;
}

/** The first index that one server has delivered and the other has not. */
function firstOnlyOf(deliveries: Deliveries, has: string, lacks: string): number | null {
  const end = positionOf(deliveries, has);
  const found = lackedBy(deliveries, lacks, end).find((index) =>
    hasDelivered(deliveries, has, index),
  );
  return found ?? null;
}

/** TotalOrder: what one server delivers behind another transaction, every server does. */
export function disorder(deliveries: Deliveries, server: string): string | null {
  if (deliveries.skipped.size === 0) return null;
  for (const other of mapKeys(deliveries.positions)) {
    const text = orderBroken(deliveries, server, other) ?? orderBroken(deliveries, other, server);
    if (text !== null) return text;
  }
  return null;
}

function orderBroken(deliveries: Deliveries, full: string, partial: string): string | null {
  const end = Math.min(positionOf(deliveries, full), positionOf(deliveries, partial));
  for (const before of skippedBy(deliveries, partial)) {
    if (!hasDelivered(deliveries, full, before)) continue;
    for (let after = before + 1; after < end; after++) {
      const isCommon =
        hasDelivered(deliveries, full, after) && hasDelivered(deliveries, partial, after);
      if (!isCommon) continue;
      return (
        `server ${full} delivered transaction ${before + 1} of the history before ` +
        `${after + 1}, server ${partial} only the latter`
      );
    }
  }
  return null;
}
