/**
 * Collections as Scala prints them.
 *
 * Mirrors: scala.collection.immutable.Set.toString, 2.12.
 */
import { inImmutableOrder, stringHash } from '../../../engine/kafka/index.ts';

/** `Set(a, b)`: up to four as they came, more by their hashes. */
export function setText(items: readonly string[]): string {
  return `Set(${inImmutableOrder([...new Set(items)], stringHash).join(', ')})`;
}
