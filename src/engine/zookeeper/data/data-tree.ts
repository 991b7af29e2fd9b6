/**
 * What creating, deleting and changing a znode does to the tree and its indexes.
 *
 * Mirrors: DataTree.createNode, deleteNode, setData, setACL, killSession and the quota bookkeeping,
 * 3.8.0.
 * Departs: the changes are collected for the watches instead of triggering them on the way; the root
 * has one key only.
 * Read next: apply-txn.ts, ../server/watch-manager.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapDelete, mapGet, mapKeys, mapSet } from '../../kernel/persistent-map.ts';
import type { Acl, SessionId, Stat } from '../protocol/records.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { createStat, makeNode, statOf, withChildren, withMtime, withPzxid } from './data-node.ts';
import type { DataNode, DataTree } from './database.ts';
import { sessionKey } from './database.ts';
import { ephemeralTypeOf } from './ephemeral-type.ts';
import { PROC_ZOOKEEPER } from './initial-tree.ts';
import { childPath, nodeNameOf, parentPathOf } from './path-utils.ts';
import {
  formatStatsTrack,
  LIMIT_NODE,
  maxPrefixWithQuota,
  parseStatsTrack,
  readableStatsTrack,
  QUOTA_ZOOKEEPER,
  STAT_NODE,
  statPath,
} from './quota.ts';

/** Something a watch may be interested in. */
export interface TreeChange {
  readonly type: 'created' | 'deleted' | 'changed';
  readonly path: string;
  /** Who may be told: the access list of the node, of its parent. */
  readonly acl: readonly Acl[] | null;
  readonly parentAcl: readonly Acl[] | null;
}

/** A tree under change: fields are replaced until `sealTree`; never outlives a transaction. */
export interface TreeDraft {
  nodes: PersistentMap<DataNode>;
  ephemerals: PersistentMap<PersistentMap<true>>;
  containers: PersistentMap<true>;
  ttls: PersistentMap<true>;
  quotas: PersistentMap<true>;
  nodeDataSize: number;
  digest: number;
  readonly changes: TreeChange[];
}

/** A draft that starts as this tree. */
export function draftTree(tree: DataTree): TreeDraft {
  return {
    nodes: tree.nodes,
    ephemerals: tree.ephemerals,
    containers: tree.containers,
    ttls: tree.ttls,
    quotas: tree.quotas,
    nodeDataSize: tree.nodeDataSize,
    digest: tree.digest,
    changes: [],
  };
}

/** The draft as a tree. */
export function sealTree(draft: TreeDraft): DataTree {
  return {
    nodes: draft.nodes,
    ephemerals: draft.ephemerals,
    containers: draft.containers,
    ttls: draft.ttls,
    quotas: draft.quotas,
    nodeDataSize: draft.nodeDataSize,
    digest: draft.digest,
  };
}

/** A node to make. */
export interface NewNode {
  readonly path: string;
  readonly data: string | null;
  readonly acl: readonly Acl[];
  readonly ephemeralOwner: SessionId;
  /** The parent's stored cversion afterwards; -1: one more. */
  readonly parentCVersion: number;
}

/** Adds a node. Gives its stat, or the code of what forbids it. */
export function createNode(
  draft: TreeDraft,
  { path, data, acl, ephemeralOwner, parentCVersion }: NewNode,
  zxid: Zxid,
  time: number,
): Stat | number {
  const parentPath = parentPathOf(path);
  const name = nodeNameOf(path);
  const parent = mapGet(draft.nodes, parentPath);
  if (parent === undefined) return ErrorCode.NONODE;
  if (mapGet(parent.children, name) === true) return ErrorCode.NODEEXISTS;
  const cversion = parentCVersion === -1 ? parent.stat.cversion + 1 : parentCVersion;
  // A replayed creation must not take the parent's counters back.
  const parentStat =
    cversion > parent.stat.cversion ? withPzxid(parent.stat, zxid, cversion) : parent.stat;
  replaceNode(
    draft,
    parentPath,
    parent,
    withChildren(parentPath, parent, parentStat, mapSet(parent.children, name, true)),
  );
  const node = makeNode(path, data, acl, createStat(zxid, time, ephemeralOwner));
  draft.nodes = mapSet(draft.nodes, path, node);
  draft.digest = (draft.digest + node.digest) >>> 0;
  draft.nodeDataSize += path.length + node.dataLength;
  if (ephemeralOwner !== 0n) indexOwner(draft, path, ephemeralOwner);
  if (parentPath.startsWith(QUOTA_ZOOKEEPER)) {
    const quotaPath = trimQuotaPath(parentPath);
    if (name === LIMIT_NODE) draft.quotas = mapSet(draft.quotas, quotaPath, true);
    if (name === STAT_NODE) updateQuotaForPath(draft, quotaPath);
  }
  updateQuotaStat(draft, path, node.dataLength, 1);
  draft.changes.push({ type: 'created', path, acl, parentAcl: parent.acl });
  return statOf(node);
}

/** Removes a node. Gives OK or NONODE; the parent's pzxid moves in either case. */
export function deleteNode(draft: TreeDraft, path: string, zxid: Zxid): number {
  const parentPath = parentPathOf(path);
  const name = nodeNameOf(path);
  const parent = mapGet(draft.nodes, parentPath);
  if (parent === undefined) return ErrorCode.NONODE;
  const stat =
    zxid > parent.stat.pzxid ? withPzxid(parent.stat, zxid, parent.stat.cversion) : parent.stat;
  const children = mapDelete(parent.children, name);
  replaceNode(draft, parentPath, parent, withChildren(parentPath, parent, stat, children));
  const node = mapGet(draft.nodes, path);
  if (node === undefined) return ErrorCode.NONODE;
  draft.nodes = mapDelete(draft.nodes, path);
  draft.digest = (draft.digest - node.digest) >>> 0;
  draft.nodeDataSize -= path.length + node.dataLength;
  const owner = node.stat.ephemeralOwner;
  if (owner !== 0n) unindexOwner(draft, path, owner);
  if (name === LIMIT_NODE && parentPath.startsWith(PROC_ZOOKEEPER)) {
    draft.quotas = mapDelete(draft.quotas, trimQuotaPath(parentPath));
  }
  updateQuotaStat(draft, path, -node.dataLength, -1);
  draft.changes.push({ type: 'deleted', path, acl: node.acl, parentAcl: parent.acl });
  return ErrorCode.OK;
}

/** Replaces a node's data; `version` is the version afterwards. */
export function setData(
  draft: TreeDraft,
  path: string,
  data: string | null,
  version: number,
  zxid: Zxid,
  time: number,
): Stat | number {
  const node = mapGet(draft.nodes, path);
  if (node === undefined) return ErrorCode.NONODE;
  const stat = withMtime(node.stat, zxid, time, version);
  const changed = makeNode(path, data, node.acl, stat, node.children);
  replaceNode(draft, path, node, changed);
  const bytes = changed.dataLength - node.dataLength;
  updateQuotaStat(draft, path, bytes, 0);
  draft.nodeDataSize += bytes;
  draft.changes.push({ type: 'changed', path, acl: node.acl, parentAcl: null });
  return statOf(changed);
}

/** Replaces a node's ACL; `aversion` is the version afterwards. Nobody watches ACLs. */
export function setAcl(
  draft: TreeDraft,
  path: string,
  acl: readonly Acl[],
  aversion: number,
): Stat | number {
  const node = mapGet(draft.nodes, path);
  if (node === undefined) return ErrorCode.NONODE;
  const changed = makeNode(path, node.data, acl, { ...node.stat, aversion }, node.children);
  replaceNode(draft, path, node, changed);
  return statOf(changed);
}

/** Deletes the ephemerals that a closeSession names, and any the session still has. */
export function killSession(
  draft: TreeDraft,
  sessionId: SessionId,
  zxid: Zxid,
  paths2Delete: readonly string[],
): void {
  const key = sessionKey(sessionId);
  for (const path of paths2Delete) deleteNode(draft, path, zxid);
  const left = mapGet(draft.ephemerals, key);
  draft.ephemerals = mapDelete(draft.ephemerals, key);
  if (left === undefined) return;
  for (const path of [...mapKeys(left)].sort()) deleteNode(draft, path, zxid);
}

/** Moves a parent's counters forward when a replayed creation found its node already there. */
export function setCversionPzxid(
  draft: TreeDraft,
  path: string,
  cversion: number,
  zxid: Zxid,
): number {
  const node = mapGet(draft.nodes, path);
  if (node === undefined) return ErrorCode.NONODE;
  const version = cversion === -1 ? node.stat.cversion + 1 : cversion;
  if (version <= node.stat.cversion) return ErrorCode.NODEEXISTS;
  const stat = { ...node.stat, cversion: version, pzxid: zxid };
  replaceNode(draft, path, node, withChildren(path, node, stat, node.children));
  return ErrorCode.NODEEXISTS;
}

function replaceNode(draft: TreeDraft, path: string, old: DataNode, node: DataNode): void {
  draft.nodes = mapSet(draft.nodes, path, node);
  draft.digest = (draft.digest - old.digest + node.digest) >>> 0;
}

function indexOwner(draft: TreeDraft, path: string, owner: SessionId): void {
  const type = ephemeralTypeOf(owner);
  if (type === 'CONTAINER') draft.containers = mapSet(draft.containers, path, true);
  else if (type === 'TTL') draft.ttls = mapSet(draft.ttls, path, true);
  else {
    const key = sessionKey(owner);
    const paths = mapGet(draft.ephemerals, key) ?? emptyMap<true>();
    draft.ephemerals = mapSet(draft.ephemerals, key, mapSet(paths, path, true));
  }
}

function unindexOwner(draft: TreeDraft, path: string, owner: SessionId): void {
  const type = ephemeralTypeOf(owner);
  if (type === 'CONTAINER') draft.containers = mapDelete(draft.containers, path);
  else if (type === 'TTL') draft.ttls = mapDelete(draft.ttls, path);
  else {
    const key = sessionKey(owner);
    const paths = mapGet(draft.ephemerals, key);
    // The set stays while the session lives, even empty, as upstream's does.
    if (paths !== undefined) {
      draft.ephemerals = mapSet(draft.ephemerals, key, mapDelete(paths, path));
    }
  }
}

/** The path a quota node stands for. Mirrors Quotas.trimQuotaPath. */
function trimQuotaPath(path: string): string {
  return path === QUOTA_ZOOKEEPER ? path : path.slice(QUOTA_ZOOKEEPER.length);
}

/** Counts a subtree anew, when its quota is set. */
function updateQuotaForPath(draft: TreeDraft, path: string): void {
  const total = { count: 0, bytes: 0 };
  countSubtree(draft, path, total);
  const track = {
    ...parseStatsTrack(null),
    count: BigInt(total.count),
    bytes: BigInt(total.bytes),
  };
  replaceText(draft, statPath(path), formatStatsTrack(track));
}

function countSubtree(
  draft: TreeDraft,
  path: string,
  total: { count: number; bytes: number },
): void {
  const node = mapGet(draft.nodes, path);
  if (node === undefined) return;
  total.count += 1;
  total.bytes += node.dataLength;
  for (const name of mapKeys(node.children)) countSubtree(draft, childPath(path, name), total);
}

/** Keeps the use of the quota that a path falls under. */
function updateQuotaStat(
  draft: TreeDraft,
  path: string,
  bytesDiff: number,
  countDiff: number,
): void {
  const prefix = maxPrefixWithQuota(draft.quotas, path);
  if (prefix === null) return;
  const at = statPath(prefix);
  const node = mapGet(draft.nodes, at);
  if (node === undefined) return;
  const track = readableStatsTrack(node.data);
  replaceText(
    draft,
    at,
    formatStatsTrack({
      ...track,
      count: plus(track.count, countDiff),
      bytes: plus(track.bytes, bytesDiff),
    }),
  );
}

/** A long overflows without a word. */
function plus(value: bigint, difference: number): bigint {
  return BigInt.asIntN(64, value + BigInt(difference));
}

/** Changes a node's data behind everybody's back: no version, no watch. */
function replaceText(draft: TreeDraft, path: string, text: string): void {
  const node = mapGet(draft.nodes, path);
  if (node === undefined) return;
  replaceNode(draft, path, node, makeNode(path, text, node.acl, node.stat, node.children));
}
