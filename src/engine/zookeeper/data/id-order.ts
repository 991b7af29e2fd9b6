/**
 * The order in which a connection lists the ids that it has proven.
 *
 * Mirrors: the concurrent set of ServerCnxn.authInfo, Id.hashCode, 3.8.0.
 */
import { hashCode, spread } from '../../java/hash-order.ts';
import type { Id } from '../protocol/records.ts';

/** Ids in the order of the concurrent set in which a connection keeps them. */
export function inIdOrder(ids: readonly Id[]): readonly Id[] {
  let buckets = 16;
  while (ids.length >= buckets * 0.75) buckets *= 2;
  const bucketOf = ({ scheme, id }: Id): number => {
    const hash = (Math.imul(37, 37 * 17 + hashCode(scheme)) + hashCode(id)) | 0;
    return spread(hash) & (buckets - 1);
  };
  return [...ids].sort((a, b) => bucketOf(a) - bucketOf(b));
}
