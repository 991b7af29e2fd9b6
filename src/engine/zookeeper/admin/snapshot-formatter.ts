/**
 * Prints a snapshot: what zkSnapShotToolkit.sh does, as a function of the disk.
 *
 * Mirrors: SnapshotFormatter, 3.8.0.
 * Read next: ../persistence/snapshot-file.ts.
 */
import type { DiskView } from '../../kernel/disk.ts';
import { entryAt } from '../../kernel/disk.ts';
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type { DataTree, StatPersisted } from '../data/database.ts';
import { sessionIdOf, sessionKey } from '../data/database.ts';
import { childNames } from '../data/child-order.ts';
import { inLongHashOrder } from '../../java/hash-order.ts';
import { zxidFromName } from '../persistence/data-file-name.ts';
import { readSnapshot } from '../persistence/snapshot-file.ts';
import { DataFileError } from '../persistence/txn-log-file.ts';
import { toHex, type Zxid } from '../protocol/zxid.ts';
import { base64, utf8Bytes } from '../../java/base64.ts';
import { absolutePath } from './config-parsing.ts';
import { javaDate } from '../../java/format.ts';
import type { ToolResult } from './tool-result.ts';

const USAGE = `USAGE: SnapshotFormatter [-d|-json] snapshot_file
       -d dump the data for each znode
       -json dump znode info in json format
`;

/** Runs it. */
export function formatSnapshot(
  disk: DiskView,
  cwd: string,
  words: readonly string[],
  wallClockMs: number,
): ToolResult {
  let at = 0;
  const flags = new Set<string>();
  while (words[at] === '-d' || words[at] === '-json') flags.add(words[at++]!);
  const file = words[at];
  if (file === undefined || words.length !== at + 1) return done(2, '', USAGE);
  const path = absolutePath(file, cwd);
  const entry = entryAt(disk, path);
  if (entry === undefined) return done(2, '', `File '${path}' does not exist.\n`);
  if (entry.kind === 'folder') {
    return done(2, '', `'${path}' is a directory. it must be a file.\n`);
  }
  if (flags.size === 2) {
    const text = 'Cannot specify both data dump (-d) and json mode (-json) in same call\n';
    return done(2, '', text);
  }
  try {
    const { tree, sessionsWithTimeouts } = readSnapshot(disk, path);
    if (flags.has('-json')) return done(0, jsonText(tree, wallClockMs), '');
    const printed = {
      text: '',
      zxid: zxidFromName(path.slice(path.lastIndexOf('/') + 1), 'snapshot'),
    };
    printed.text = `ZNode Details (count=${tree.nodes.size + 1}):\n`;
    printZnode(printed, tree, '/', flags.has('-d'));
    printed.text += '----\nSession Details (sid, timeout, ephemeralCount):\n';
    const sessions = [...mapKeys(sessionsWithTimeouts)].sort().map(sessionIdOf);
    for (const sessionId of inLongHashOrder(sessions)) {
      const key = sessionKey(sessionId);
      const count = mapGet(tree.ephemerals, key)?.size ?? 0;
      const timeoutMs = mapGet(sessionsWithTimeouts, key)!;
      printed.text += `0x${key.padStart(14, '0')}, ${timeoutMs}, ${count}\n`;
    }
    return done(0, `${printed.text}----\nLast zxid: 0x${toHex(printed.zxid)}\n`, '');
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    const { exception, message } = error;
    const cause = message === '' ? exception : `${exception}: ${message}`;
    return done(1, '', `Exception in thread "main" ${cause}\n`);
  }
}

function printZnode(
  printed: { text: string; zxid: Zxid },
  tree: DataTree,
  path: string,
  withData: boolean,
): void {
  const node = mapGet(tree.nodes, path);
  if (node === undefined) return;
  printed.text += `----\n${path}\n${statText(node.stat)}`;
  printed.text += withData
    ? `  data = ${base64(utf8Bytes(node.data ?? ''))}\n`
    : `  dataLength = ${node.dataLength}\n`;
  for (const zxid of [node.stat.mzxid, node.stat.pzxid]) {
    if (zxid > printed.zxid) printed.zxid = zxid;
  }
  for (const child of childNames(tree, path, node)) {
    printZnode(printed, tree, `${path === '/' ? '' : path}/${child}`, withData);
  }
}

function statText(stat: StatPersisted): string {
  const hex = (value: bigint): string => `0x${toHex(value).padStart(14, '0')}`;
  return (
    `  cZxid = ${hex(stat.czxid)}\n  ctime = ${javaDate(stat.ctime)}\n` +
    `  mZxid = ${hex(stat.mzxid)}\n  mtime = ${javaDate(stat.mtime)}\n` +
    `  pZxid = ${hex(stat.pzxid)}\n  cversion = ${stat.cversion}\n` +
    `  dataVersion = ${stat.version}\n  aclVersion = ${stat.aversion}\n` +
    `  ephemeralOwner = ${hex(stat.ephemeralOwner)}\n`
  );
}

function jsonText(tree: DataTree, wallClockMs: number): string {
  let inode = 1000;
  const znode = (path: string): string => {
    const node = mapGet(tree.nodes, path);
    if (node === undefined) return '';
    const name = path === '/' ? path : path.slice(path.lastIndexOf('/') + 1);
    const size = node.dataLength;
    const own =
      `{"name":${JSON.stringify(name)},"asize":${size},"dsize":${size},` +
      `"dev":0,"ino":${++inode}}`;
    if (node.children.size === 0) return `,${own}`;
    const children = childNames(tree, path, node).map((child) =>
      znode(`${path === '/' ? '' : path}/${child}`),
    );
    return `,[${own}${children.join('')}]`;
  };
  const head = `{"progname":"SnapshotFormatter.java","progver":"0.01","timestamp":${wallClockMs}}`;
  return `[1,0,${head}${znode('/')}]`;
}

function done(exitCode: number, stdout: string, stderr: string): ToolResult {
  return { exitCode, stdout, stderr, effects: [], needsAnswer: false };
}
