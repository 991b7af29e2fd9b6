/**
 * The files in which a member keeps the configuration that a reconfig made: `zoo.cfg.dynamic.VERSION`
 * beside zoo.cfg, which from then on only points at it, and `zoo.cfg.dynamic.next` while a proposal is
 * under way.
 *
 * Mirrors: QuorumPeerConfig.backupOldConfig, writeDynamicConfig, editStaticConfig, deleteFile;
 * QuorumPeer.needEraseClientInfoFromStaticConfig; AtomicFileWritingIdiom, 3.8.0.
 * Read next: reconfig.ts, ../admin/config-members.ts (which reads them).
 */
import type { DiskView } from '../../kernel/disk.ts';
import { entryAt, readText } from '../../kernel/disk.ts';
import { absolutePath } from '../admin/config-parsing.ts';
import type { QuorumVerifier } from '../admin/config-types.ts';
import { parseProperties } from '../../java/properties.ts';
import { formatQuorumVerifier, memberOf } from '../admin/quorum-verifier.ts';
import { inConcurrentHashOrder } from '../../java/hash-order.ts';
import type { ServerTurn } from '../server/server-state.ts';

/** What zoo.cfg does not keep once a dynamic file holds it. */
const moved = /^(?:server\.|group|weight|dynamicConfigFile|peerType)/;

/** zoo.cfg as it was before the first dynamic file: kept beside it. */
export function backUpStaticConfig(turn: ServerTurn): void {
  const { config } = turn.state;
  if (!config.reconfigEnabled || config.dynamicConfigFile !== null) return;
  const path = staticPath(turn);
  const text = readText(turn.env.host.disk, path);
  if (text !== undefined) writeAtomically(turn, `${path}.bak`, text);
}

/** A configuration was proposed, or heard of, that is not committed yet. */
export function writeNextConfig(turn: ServerTurn, verifier: QuorumVerifier): void {
  writeAtomically(turn, nextPath(turn), linesOf(verifier).join('\n'));
}

/** A configuration is the current one: its own file, zoo.cfg's pointer to it, no next one. */
export function writeCurrentConfig(
  turn: ServerTurn,
  verifier: QuorumVerifier,
  isLastSeen: boolean,
): void {
  const path = staticPath(turn);
  const text = readText(turn.env.host.disk, path);
  if (text !== undefined) {
    const dynamicPath = `${path}.dynamic.${verifier.version.toString(16)}`;
    const members = linesOf(verifier).filter((line) => !line.startsWith('version'));
    writeAtomically(turn, dynamicPath, members.join('\n'));
    writeAtomically(turn, path, staticText(turn, verifier, text, dynamicPath));
  }
  if (isLastSeen) removeNext(turn);
}

function removeNext(turn: ServerTurn): void {
  const path = nextPath(turn);
  const isThere =
    exists(turn.env.host.disk, path) ||
    turn.effects.some((effect) => effect.type === 'rename' && effect.to === path);
  if (isThere) turn.effects.push({ type: 'remove', path });
}

/** zoo.cfg without what the dynamic file says, in the order of Java's table of properties. */
function staticText(
  turn: ServerTurn,
  verifier: QuorumVerifier,
  text: string,
  dynamicPath: string,
): string {
  const own = memberOf(verifier, turn.state.config.serverId);
  const erasesClientPort =
    own !== undefined && own.clientAddress !== null && !own.isClientAddressFromStatic;
  const properties = parseProperties(text);
  const kept = inConcurrentHashOrder(properties.keys()).filter(
    (key) => !moved.test(key) && !(erasesClientPort && key.startsWith('clientPort')),
  );
  const lines = kept.map((key) => `${key}=${properties.get(key)!.trim()}\n`);
  return `${lines.join('')}dynamicConfigFile=${dynamicPath}\n`;
}

function linesOf(verifier: QuorumVerifier): string[] {
  return formatQuorumVerifier(verifier).split('\n').sort();
}

function staticPath({ state }: ServerTurn): string {
  return absolutePath(state.config.configFileName, state.process.cwd);
}

function nextPath(turn: ServerTurn): string {
  return `${staticPath(turn)}.dynamic.next`;
}

function exists(disk: DiskView, path: string): boolean {
  return entryAt(disk, path) !== undefined;
}

function writeAtomically(turn: ServerTurn, path: string, text: string): void {
  turn.effects.push(
    { type: 'writeFile', path: `${path}.tmp`, chunks: [text] },
    { type: 'sync', path: `${path}.tmp` },
    { type: 'rename', from: `${path}.tmp`, to: path },
  );
}
