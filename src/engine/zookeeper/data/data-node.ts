/**
 * One znode: making it, what a client sees of it, and its digest.
 *
 * Mirrors: DataNode, DigestCalculator, 3.8.0.
 * Departs: the digest is 32 bits of a multiplicative hash; it only serves to compare servers.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import type { Acl, SessionId, Stat } from '../protocol/records.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { DataNode, StatPersisted } from './database.ts';
import { clientEphemeralOwner } from './ephemeral-type.ts';

const NO_CHILDREN: PersistentMap<true> = emptyMap<true>();

/** The stat of a node at its creation. Mirrors DataTree.createStat. */
export function createStat(zxid: Zxid, time: number, ephemeralOwner: SessionId): StatPersisted {
  return {
    czxid: zxid,
    mzxid: zxid,
    ctime: time,
    mtime: time,
    version: 0,
    cversion: 0,
    aversion: 0,
    ephemeralOwner,
    pzxid: zxid,
  };
}

/** The stat after a change of the data. These two are written out because they run for every write. */
export function withMtime(
  stat: StatPersisted,
  mzxid: Zxid,
  mtime: number,
  version: number,
): StatPersisted {
  return {
    czxid: stat.czxid,
    mzxid,
    ctime: stat.ctime,
    mtime,
    version,
    cversion: stat.cversion,
    aversion: stat.aversion,
    ephemeralOwner: stat.ephemeralOwner,
    pzxid: stat.pzxid,
  };
}

/** The stat after a child came or went. */
export function withPzxid(stat: StatPersisted, pzxid: Zxid, cversion: number): StatPersisted {
  return {
    czxid: stat.czxid,
    mzxid: stat.mzxid,
    ctime: stat.ctime,
    mtime: stat.mtime,
    version: stat.version,
    cversion,
    aversion: stat.aversion,
    ephemeralOwner: stat.ephemeralOwner,
    pzxid,
  };
}

/** A node with its length and digest computed. */
export function makeNode(
  path: string,
  data: string | null,
  acl: readonly Acl[],
  stat: StatPersisted,
  children: PersistentMap<true> = NO_CHILDREN,
): DataNode {
  const dataLength = utf8Length(data);
  return { data, dataLength, acl, stat, children, digest: digestOf(path, data, stat) };
}

/** The node with another stat and other children. */
export function withChildren(
  path: string,
  node: DataNode,
  stat: StatPersisted,
  children: PersistentMap<true>,
): DataNode {
  const { data, dataLength, acl } = node;
  return { data, dataLength, acl, stat, children, digest: digestOf(path, data, stat) };
}

/** What a client is told. The stored cversion counts creations; the answer counts deletions too. */
export function statOf(node: DataNode): Stat {
  const { stat } = node;
  const numChildren = node.children.size;
  return {
    czxid: stat.czxid,
    mzxid: stat.mzxid,
    ctime: stat.ctime,
    mtime: stat.mtime,
    version: stat.version,
    // Every child that was created and is not here any more was deleted once.
    cversion: stat.cversion * 2 - numChildren,
    aversion: stat.aversion,
    ephemeralOwner: clientEphemeralOwner(stat.ephemeralOwner),
    dataLength: node.dataLength,
    numChildren,
    pzxid: stat.pzxid,
  };
}

/** Length in UTF-8 bytes; null has none. */
export function utf8Length(text: string | null): number {
  if (text === null) return 0;
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) {
      // A surrogate pair: two units, four bytes.
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Hash over path, data and stored stat. Mirrors DigestCalculator.calculateDigest. */
function digestOf(path: string, data: string | null, stat: StatPersisted): number {
  let hash = mixText(0x811c9dc5, path);
  hash = data === null ? mix(hash, -1) : mixText(hash, data);
  hash = mixZxid(hash, stat.czxid);
  hash = mixZxid(hash, stat.mzxid);
  hash = mixZxid(hash, stat.pzxid);
  hash = mix(mix(hash, stat.ctime / 0x1_0000_0000), stat.ctime);
  hash = mix(mix(hash, stat.mtime / 0x1_0000_0000), stat.mtime);
  hash = mix(mix(mix(hash, stat.version), stat.cversion), stat.aversion);
  hash = mixLong(hash, stat.ephemeralOwner);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ (value | 0), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** A zxid fits a double, epochs being small; that is several times faster than splitting a bigint. */
function mixZxid(hash: number, zxid: bigint): number {
  const value = Number(zxid);
  return mix(mix(hash, value / 0x1_0000_0000), value);
}

function mixLong(hash: number, value: bigint): number {
  if (value === 0n) return mix(hash, 0);
  return mix(mix(hash, Number(BigInt.asIntN(32, value >> 32n))), Number(BigInt.asIntN(32, value)));
}

function mixText(hash: number, text: string): number {
  let mixed = hash;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  return mix(mixed, text.length);
}
