/**
 * The members of an ensemble: reads `server.N`, `group.N` and `weight.N` lines, prints them back as
 * `/zookeeper/config` holds them, and says whether a set of servers is a quorum.
 *
 * Mirrors: QuorumPeer.QuorumServer, QuorumMaj, QuorumHierarchical, ConfigUtils.getHostAndPort, 3.8.0.
 * Departs: host names are kept as written and resolved when dialled, as the real one does again on
 * every attempt; host names are not canonicalized (Kerberos); no QuorumOracleMaj.
 * Read next: config.ts.
 */
import type {
  InetSocketAddress,
  LearnerType,
  QuorumServer,
  QuorumVerifier,
} from './config-types.ts';
import { ConfigError, parseJavaLong, parseJavaPort } from './java-values.ts';
import { parseProperties } from '../../java/properties.ts';

const WRONG_FORMAT =
  ' does not have the form server_config or server_config;client_config' +
  ' where server_config is the pipe separated list of host:port:port or host:port:port:type' +
  ' and client_config is port or host:port';

/** Splits `host:port…`, with `[…]` around an IPv6 address. Throws ConfigError. */
function getHostAndPort(text: string): readonly string[] {
  if (!text.startsWith('[')) return javaSplit(text, ':');
  const end = text.indexOf(']');
  if (end < 0) {
    throw new ConfigError('config', `${text} starts with '[' but has no matching ']:'`);
  }
  if (end + 2 === text.length) {
    throw new ConfigError('config', `${text} doesn't have a port after colon`);
  }
  if (end + 2 < text.length) return [text.slice(1, end), ...javaSplit(text.slice(end + 2), ':')];
  return [text.replace(/[[\]]/g, '')];
}

/** Reads the value of a `server.N` line. Throws ConfigError. */
export function parseQuorumServer(
  sid: number,
  text: string,
  isMultiAddressEnabled: boolean,
): QuorumServer {
  const parts = javaSplit(text, ';');
  const serverAddresses = javaSplit(parts[0] ?? '', '|');
  const clientAddress = parts.length === 2 ? parseClientPart(text, parts[1]!) : null;
  if (!isMultiAddressEnabled && serverAddresses.length > 1) {
    throw new ConfigError(
      'config',
      `Multiple address feature is disabled, but multiple addresses were specified for sid ${sid}`,
    );
  }
  const addresses: QuorumServer['addresses'][number][] = [];
  let type: LearnerType | null = null;
  for (const serverAddress of serverAddresses) {
    const fields = getHostAndPort(serverAddress);
    if (parts.length > 2 || fields.length < 3 || fields.length > 4) {
      throw new ConfigError('config', text + WRONG_FORMAT);
    }
    addresses.push(parseServerAddress(sid, fields));
    if (fields.length < 4) continue;
    const own = parseLearnerType(fields[3]!);
    if (type !== null && type !== own) {
      throw new ConfigError(
        'config',
        `Multiple addresses should have similar roles: PARTICIPANT vs ${own}`,
      );
    }
    type = own;
  }
  return {
    sid,
    quorumAddress: addresses[0]!.quorum,
    electionAddress: addresses[0]!.election,
    addresses,
    clientAddress,
    isClientAddressFromStatic: false,
    type: type ?? 'PARTICIPANT',
  };
}

/** Reads `observer` or `participant`, any case. Throws ConfigError. */
export function parseLearnerType(text: string): LearnerType {
  switch (text.trim().toLowerCase()) {
    case 'observer':
      return 'OBSERVER';
    case 'participant':
      return 'PARTICIPANT';
    default:
      throw new ConfigError('config', `Unrecognised peertype: ${text}`);
  }
}

/**
 * Reads the members of a configuration (zoo.cfg, a dynamic file, or the data of
 * `/zookeeper/config`); lines of other keys are left to the caller. Throws ConfigError.
 */
export function parseQuorumVerifier(
  properties: ReadonlyMap<string, string>,
  isMultiAddressEnabled: boolean,
): QuorumVerifier {
  // Two lines for one number (server.1, server.01): the later one counts.
  const bySid = new Map<number, QuorumServer>();
  const groups: { gid: number; sids: readonly number[] }[] = [];
  const weights = new Map<number, number>();
  let isHierarchical = false;
  let version = 0n;
  for (const [key, value] of properties) {
    const id = () => parseJavaLong(key.slice(key.indexOf('.') + 1));
    if (key.startsWith('server.')) {
      const sid = id();
      bySid.set(sid, parseQuorumServer(sid, value, isMultiAddressEnabled));
    } else if (key === 'version') version = BigInt(`0x${value}`);
    else if (key.startsWith('group')) {
      isHierarchical = true;
      groups.push({ gid: id(), sids: value.split(':').map(parseJavaLong) });
    } else if (key.startsWith('weight')) {
      isHierarchical = true;
      weights.set(id(), parseJavaLong(value));
    }
  }
  const members = [...bySid.values()].sort((a, b) => a.sid - b.sid);
  if (!isHierarchical) return { kind: 'majority', members, version, groups: [], weights: [] };
  checkGroups(members, groups, weights);
  groups.sort((a, b) => a.gid - b.gid);
  return {
    kind: 'hierarchical',
    members,
    version,
    groups,
    weights: [...weights].map(([sid, weight]) => ({ sid, weight })).sort((a, b) => a.sid - b.sid),
  };
}

/**
 * The text of a configuration from the text of a file with server lines, as `reconfig -file` reads it.
 * Throws ConfigError.
 */
export function configOfFile(text: string): string {
  const properties = parseProperties(text);
  for (const key of properties.keys()) {
    if (!/^(?:server\.|group|weight|version$)/.test(key.trim())) {
      throw new ConfigError('config', `Unrecognised parameter: ${key.trim()}`);
    }
  }
  const verifier = parseQuorumVerifier(properties, false);
  checkMembers(verifier, true);
  return formatQuorumVerifier(verifier);
}

/** One member as a configuration prints it: `host:2888:3888:participant;0.0.0.0:2181`. */
export function formatQuorumServer(server: QuorumServer): string {
  const hosts = [...server.addresses].sort((a, b) => (a.quorum.host < b.quorum.host ? -1 : 1));
  const addresses = hosts.map(
    ({ quorum, election }) => `${delimitedHost(quorum.host)}:${quorum.port}:${election.port}`,
  );
  const client = server.clientAddress;
  return (
    addresses.join('|') +
    (server.type === 'OBSERVER' ? ':observer' : ':participant') +
    (client !== null && !server.isClientAddressFromStatic
      ? `;${delimitedHost(client.host)}:${client.port}`
      : '')
  );
}

/** The whole configuration as `/zookeeper/config` holds it; the version comes last. */
export function formatQuorumVerifier(verifier: QuorumVerifier): string {
  return [
    ...verifier.members.map((member) => `server.${member.sid}=${formatQuorumServer(member)}`),
    ...verifier.groups.map(({ gid, sids }) => `group.${gid}=${sids.join(':')}`),
    ...verifier.weights.map(({ sid, weight }) => `weight.${sid}=${weight}`),
    `version=${verifier.version.toString(16)}`,
  ].join('\n');
}

/** Members that vote. */
export function votingMembers(verifier: QuorumVerifier): readonly QuorumServer[] {
  return verifier.members.filter((member) => member.type === 'PARTICIPANT');
}

/** The member with this id. */
export function memberOf(verifier: QuorumVerifier, sid: number): QuorumServer | undefined {
  return verifier.members.find((member) => member.sid === sid);
}

/** A server's voting weight; 1 where none is given. */
export function weightOf(verifier: QuorumVerifier, sid: number): number {
  return verifier.weights.find((entry) => entry.sid === sid)?.weight ?? 1;
}

/** Whether these servers (voters only; each once) are a quorum. */
export function containsQuorum(verifier: QuorumVerifier, sids: readonly number[]): boolean {
  if (verifier.kind === 'majority') {
    let voters = 0;
    for (const member of verifier.members) if (member.type === 'PARTICIPANT') voters++;
    return sids.length > Math.floor(voters / 2);
  }
  if (sids.length === 0) return false;
  let groupsInAll = 0;
  let groupsWon = 0;
  for (const group of verifier.groups) {
    const total = sum(group.sids.map((sid) => weightOf(verifier, sid)));
    if (total === 0) continue;
    groupsInAll++;
    const present = group.sids.filter((sid) => sids.includes(sid));
    if (sum(present.map((sid) => weightOf(verifier, sid))) > Math.floor(total / 2)) groupsWon++;
  }
  return groupsWon > Math.floor(groupsInAll / 2);
}

/** What a set of members gives to think about. */
export interface MembersWarning {
  readonly level: 'WARN' | 'ERROR';
  readonly text: string;
}

/**
 * The checks on a set of members that every configuration passes through: how many voters, and
 * warnings on sizes that gain nothing. Throws ConfigError.
 */
export function checkMembers(
  verifier: QuorumVerifier,
  isStandaloneEnabled: boolean,
): readonly MembersWarning[] {
  const voters = votingMembers(verifier).length;
  const observers = verifier.members.length - voters;
  if (voters === 0) {
    if (!isStandaloneEnabled) {
      throw new ConfigError(
        'argument',
        'standaloneEnabled = false then number of participants should be >0',
      );
    }
    if (observers > 0) {
      throw new ConfigError('argument', 'Observers w/o participants is an invalid configuration');
    }
    return [];
  }
  const line = (level: MembersWarning['level'], text: string) => [{ level, text }];
  if (voters === 1 && isStandaloneEnabled) {
    if (observers > 0) {
      throw new ConfigError('argument', 'Observers w/o quorum is an invalid configuration');
    }
    return line('ERROR', 'Invalid configuration, only one server specified (ignoring)');
  }
  if (voters <= 2) {
    return line('WARN', 'No server failure will be tolerated. You need at least 3 servers.');
  }
  return voters % 2 === 0
    ? line('WARN', 'Non-optimal configuration, consider an odd number of servers.')
    : [];
}

function parseClientPart(whole: string, text: string): InetSocketAddress {
  const fields = getHostAndPort(text);
  if (fields.length > 2) throw new ConfigError('config', whole + WRONG_FORMAT);
  const port = fields.at(-1)!;
  return {
    host: fields.length === 2 ? fields[0]! : '0.0.0.0',
    // Upstream prints the host name before it is read: null.
    port: parseJavaPort(port, `Address unresolved: null:${port}`),
  };
}

function parseServerAddress(
  sid: number,
  fields: readonly string[],
): QuorumServer['addresses'][number] {
  const host = fields[0]!;
  const port = (text: string) => parseJavaPort(text, `Address unresolved: ${host}:${text}`);
  const quorum = { host, port: port(fields[1]!) };
  const election = { host, port: port(fields[2]!) };
  if (quorum.port === election.port) {
    throw new ConfigError(
      'config',
      'Client and election port must be different! Please update the ' +
        `configuration file on server.${sid}`,
    );
  }
  return { quorum, election };
}

function checkGroups(
  members: readonly QuorumServer[],
  groups: readonly { readonly gid: number; readonly sids: readonly number[] }[],
  weights: Map<number, number>,
): void {
  const grouped = new Set<number>();
  for (const sid of groups.flatMap((group) => group.sids)) {
    if (grouped.has(sid)) {
      throw new ConfigError('config', `Server ${sid}is in multiple groups`);
    }
    grouped.add(sid);
  }
  for (const { sid, type } of members) {
    if (type !== 'PARTICIPANT') continue;
    if (!grouped.has(sid)) throw new ConfigError('config', `Server ${sid}is not in a group`);
    if (!weights.has(sid)) weights.set(sid, 1);
  }
  checkGroupWeights(groups, weights);
}

/** Upstream adds up the weights without asking whether there is one: a group may name nobody. */
function checkGroupWeights(
  groups: readonly { readonly gid: number; readonly sids: readonly number[] }[],
  weights: ReadonlyMap<number, number>,
): void {
  const isNull = (source: string): never => {
    throw new ConfigError(
      'null',
      `Cannot invoke "java.lang.Long.longValue()" because the return value of "${source}" is null`,
    );
  };
  for (const { sids } of groups) {
    const [first, ...rest] = [...sids].sort((a, b) => a - b);
    if (rest.length > 0 && [first!, ...rest].some((sid) => !weights.has(sid))) {
      isNull('java.util.HashMap.get(Object)');
    }
  }
  const isStranger = ({ sids }: { readonly sids: readonly number[] }): boolean =>
    !weights.has(sids[0]!);
  if (groups.some(isStranger)) isNull('java.util.Iterator.next()');
}

function delimitedHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** As String.split: empty strings at the end are dropped. */
function javaSplit(text: string, separator: string): readonly string[] {
  const parts = text.split(separator);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}
