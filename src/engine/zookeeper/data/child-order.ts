/**
 * Children and ephemeral nodes in the order in which the real server's sets give them.
 *
 * Mirrors: DataNode.getChildren, the sets in DataTree.ephemerals, 3.8.0.
 * Departs: see ../../java/hash-order.ts.
 */
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { DataNode, DataTree } from './database.ts';
import type { ArrivalOf } from '../../java/hash-order.ts';
import { inChildOrder, javaHashOrder } from '../../java/hash-order.ts';
import { childPath } from './path-utils.ts';

/** Names of a node's children. */
export function childNames(tree: DataTree, path: string, node: DataNode): string[] {
  return inChildOrder(mapKeys(node.children), (name) => madeBy(tree, childPath(path, name)));
}

/** Paths of ephemeral nodes. */
export function ephemeralPaths(tree: DataTree, paths: Iterable<string>): string[] {
  return javaHashOrder(paths, arrivalIn(tree));
}

/** Paths come into a set when their node is made. */
export function arrivalIn(tree: DataTree): ArrivalOf {
  return (path) => madeBy(tree, path);
}

/** The transaction that made a node; one that is still to come is the last. */
function madeBy(tree: DataTree, path: string): Zxid {
  return mapGet(tree.nodes, path)?.stat.czxid ?? LAST;
}

const LAST = 0x7fffffffffffffffn;
