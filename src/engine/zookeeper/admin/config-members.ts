/**
 * The part of a configuration that concerns the ensemble: members, myid, the own addresses and role.
 *
 * Mirrors: QuorumPeerConfig.setupQuorumPeerConfig, setupMyId, setupClientPort, setupPeerType,
 * checkValidity, 3.8.0.
 * Read next: quorum-verifier.ts.
 */
import { entryAt, readText } from '../../kernel/disk.ts';
import type { ConfigDraft } from './config-keys.ts';
import type { Parsing } from './config-parsing.ts';
import { absolutePath, say, warn } from './config-parsing.ts';
import type { InetSocketAddress, LearnerType, QuorumVerifier } from './config-types.ts';
import { ConfigError, parseJavaLong } from './java-values.ts';
import { parseProperties } from '../../java/properties.ts';
import type { MembersWarning } from './quorum-verifier.ts';
import { checkMembers, memberOf, parseQuorumVerifier } from './quorum-verifier.ts';

/** Members from zoo.cfg itself or from the dynamic file it names; and a reconfig under way. */
export function readMembers(
  draft: ConfigDraft,
  properties: ReadonlyMap<string, string>,
  parsing: Parsing,
): { current: QuorumVerifier; lastSeen: QuorumVerifier | null } {
  const { dynamicConfigFile, multiAddressEnabled } = draft;
  if (dynamicConfigFile === null) {
    const current = parseQuorumVerifier(properties, multiAddressEnabled);
    logWarnings(parsing, checkMembers(current, draft.standaloneEnabled));
    return { current, lastSeen: null };
  }
  const { disk, cwd, fileName } = parsing.around;
  const text = readText(disk, absolutePath(dynamicConfigFile, cwd));
  if (text === undefined) {
    throw new ConfigError('missing-file', `${dynamicConfigFile} (No such file or directory)`);
  }
  const dynamic = new Map(parseProperties(text));
  if (dynamic.has('version')) {
    throw new ConfigError('config', "dynamic file shouldn't have version inside");
  }
  for (const key of dynamic.keys()) {
    if (!/^(server\.|group|weight)/.test(key.trim())) {
      throw new ConfigError('config', `Unrecognised parameter: ${key.trim()}`);
    }
  }
  const version = getVersionFromFilename(dynamicConfigFile);
  if (version !== null) dynamic.set('version', version);
  const current = parseQuorumVerifier(dynamic, multiAddressEnabled);
  logWarnings(parsing, checkMembers(current, draft.standaloneEnabled));
  const next = readText(disk, absolutePath(`${fileName}.dynamic.next`, cwd));
  const lastSeen =
    next === undefined ? null : parseQuorumVerifier(parseProperties(next), multiAddressEnabled);
  return { current, lastSeen };
}

function logWarnings(parsing: Parsing, warnings: readonly MembersWarning[]): void {
  for (const { level, text } of warnings) say(parsing, level, 's.q.QuorumPeerConfig', text);
}

/** `zoo.cfg.dynamic.100000004` holds version 100000004 (hex); null when the name ends otherwise. */
export function getVersionFromFilename(name: string): string | null {
  const suffix = name.slice(name.lastIndexOf('.') + 1);
  if (!name.includes('.') || !/^[0-9a-fA-F]{1,16}$/.test(suffix)) return null;
  return BigInt(`0x${suffix}`).toString(16);
}

/** The number in the myid file; -1 without one. */
export function readMyId(dataDir: string, parsing: Parsing): number {
  const { disk } = parsing.around;
  const path = `${dataDir}/myid`;
  if (entryAt(disk, path)?.kind !== 'file') return -1;
  const text = readText(disk, path) ?? '';
  const line = text === '' ? null : text.split(/\r\n|\n|\r/)[0]!;
  try {
    const serverId = parseJavaLong(line ?? '');
    parsing.myid = line!;
    return serverId;
  } catch {
    throw new ConfigError('argument', `serverid ${line} is not a number`);
  }
}

/** The client address comes from the server's own line, or from clientPort; both must agree. */
export function settleClientAddress(
  serverId: number,
  fromStatic: InetSocketAddress | null,
  verifier: QuorumVerifier,
): { address: InetSocketAddress | null; verifier: QuorumVerifier } {
  const own = serverId === -1 ? undefined : memberOf(verifier, serverId);
  if (own === undefined) return { address: fromStatic, verifier };
  const fromLine = own.clientAddress;
  if (fromLine === null) {
    const members = verifier.members.map((member) =>
      member.sid === serverId
        ? { ...member, clientAddress: fromStatic, isClientAddressFromStatic: true }
        : member,
    );
    return { address: fromStatic, verifier: { ...verifier, members } };
  }
  if (fromStatic !== null) {
    const isAny = fromStatic.host === '0.0.0.0';
    if (fromStatic.port !== fromLine.port || (!isAny && fromStatic.host !== fromLine.host)) {
      throw new ConfigError(
        'config',
        `client address for this server (id = ${serverId}) in static config file is ` +
          `${javaAddress(fromStatic)} is different from client address found in dynamic file: ` +
          javaAddress(fromLine).replace('0.0.0.0/', '/'),
      );
    }
  }
  return { address: fromLine, verifier };
}

/** The role from the list of servers, which wins over peerType. */
export function settlePeerType(
  serverId: number,
  peerType: LearnerType,
  verifier: QuorumVerifier,
  parsing: Parsing,
): LearnerType {
  const fromList = memberOf(verifier, serverId)?.type ?? 'PARTICIPANT';
  if (fromList !== peerType) {
    warn(
      parsing,
      `Peer type from servers list (${fromList}) doesn't match peerType (${peerType}). ` +
        'Defaulting to servers list.',
    );
  }
  return fromList;
}

/** What an ensemble cannot do without. */
export function checkDistributed(draft: ConfigDraft, serverId: number): void {
  if (draft.initLimit === 0) throw new ConfigError('argument', 'initLimit is not set');
  if (draft.syncLimit === 0) throw new ConfigError('argument', 'syncLimit is not set');
  if (serverId === -1) throw new ConfigError('argument', 'myid file is missing');
}

/** InetSocketAddress.toString: `/1.2.3.4:2181`, `name/1.2.3.4:2181`. */
function javaAddress({ host, port }: InetSocketAddress): string {
  if (host === '0.0.0.0') return `0.0.0.0/0.0.0.0:${port}`;
  return /^[0-9.]+$/.test(host) ? `/${host}:${port}` : `${host}:${port}`;
}
