/**
 * The database of a server that has never run.
 *
 * Mirrors: the constructor of DataTree, 3.8.0.
 */
import { emptyMap, mapFrom, mapSet } from '../../kernel/persistent-map.ts';
import type { Acl } from '../protocol/records.ts';
import { OPEN_ACL_UNSAFE, Perms } from '../protocol/records.ts';
import { createStat, makeNode } from './data-node.ts';
import type { Database, DataNode, DataTree } from './database.ts';
import { emptyQueue } from '../../kernel/persistent-queue.ts';
import { nodeNameOf } from './path-utils.ts';
import { QUOTA_ZOOKEEPER } from './quota.ts';

/** Root of the nodes that the server keeps for itself. */
export const PROC_ZOOKEEPER = '/zookeeper';
/** Where the ensemble's configuration is kept. */
export const CONFIG_NODE = '/zookeeper/config';

const READ_ACL_UNSAFE: readonly Acl[] = [
  { perms: Perms.READ, id: { scheme: 'world', id: 'anyone' } },
];

/** Nodes that can be neither created nor deleted. Mirrors DataTree.isSpecialPath. */
export function isSpecialPath(path: string): boolean {
  return (
    path === '/' || path === PROC_ZOOKEEPER || path === QUOTA_ZOOKEEPER || path === CONFIG_NODE
  );
}

/** The tree with `/zookeeper`, `/zookeeper/quota` and `/zookeeper/config`. */
function initialTree(): DataTree {
  const node = (path: string, acl: readonly Acl[], ...children: readonly string[]): DataNode =>
    makeNode(
      path,
      '',
      acl,
      { ...createStat(0n, 0, 0n), aversion: path === CONFIG_NODE ? -1 : 0 },
      mapFrom(children.map((child) => [nodeNameOf(child), true] as const)),
    );
  const entries: readonly (readonly [string, DataNode])[] = [
    ['/', node('/', OPEN_ACL_UNSAFE, PROC_ZOOKEEPER)],
    [PROC_ZOOKEEPER, node(PROC_ZOOKEEPER, OPEN_ACL_UNSAFE, QUOTA_ZOOKEEPER, CONFIG_NODE)],
    [QUOTA_ZOOKEEPER, node(QUOTA_ZOOKEEPER, OPEN_ACL_UNSAFE)],
    [CONFIG_NODE, node(CONFIG_NODE, READ_ACL_UNSAFE)],
  ];
  let nodes = emptyMap<DataNode>();
  let nodeDataSize = 0;
  let digest = 0;
  for (const [path, made] of entries) {
    nodes = mapSet(nodes, path, made);
    nodeDataSize += path.length;
    digest = (digest + made.digest) >>> 0;
  }
  return {
    nodes,
    ephemerals: emptyMap(),
    containers: emptyMap(),
    ttls: emptyMap(),
    quotas: emptyMap(),
    nodeDataSize,
    digest,
  };
}

const INITIAL_DATABASE: Database = {
  tree: initialTree(),
  sessionsWithTimeouts: emptyMap(),
  lastProcessedZxid: 0n,
  committedLog: emptyQueue(),
};

/** A database without sessions, at zxid 0. */
export function initialDatabase(): Database {
  return INITIAL_DATABASE;
}
