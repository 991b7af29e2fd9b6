/**
 * Changing the members of the ensemble while it runs: the rule for the next configuration, when it
 * becomes the last seen one and when the current one, and who leads afterwards.
 *
 * Mirrors: PrepRequestProcessor (reconfig), QuorumPeer.setLastSeenQuorumVerifier, processReconfig,
 * Leader.getDesignatedLeader, 3.8.0.
 * Departs: a server goes on listening for the others where it did when it started, even if its own line
 * changes; the port for clients does move.
 * Read next: ../admin/quorum-verifier.ts, dynamic-config-files.ts.
 */
import { javaLong } from '../../java/integers.ts';
import { ConfigError } from '../admin/java-values.ts';
import {
  checkMembers,
  formatQuorumVerifier,
  memberOf,
  parseQuorumServer,
  parseQuorumVerifier,
  votingMembers,
} from '../admin/quorum-verifier.ts';
import type {
  InetSocketAddress,
  LearnerType,
  QuorumServer,
  QuorumVerifier,
} from '../admin/config-types.ts';
import { ownState } from '../../kernel/turn.ts';
import { draftTree, sealTree, setData } from '../data/data-tree.ts';
import { CONFIG_NODE } from '../data/initial-tree.ts';
import { inCopiedHashOrder } from '../../java/hash-order.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { defineReconfigRule } from '../server/prep-reconfig.ts';
import { refuse } from '../server/prep-transactions.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { writeCurrentConfig, writeNextConfig } from './dynamic-config-files.ts';
import { ownLearner, quorumOf, sayPeer, setPeer } from './quorum-peer.ts';
import type { Proposal, Vote } from './quorum-state.ts';
import { setDb } from '../server/state-changes.ts';

/** Writes the current configuration into `/zookeeper/config`. Mirrors initConfigInZKDatabase. */
export function initConfigInDatabase(turn: ServerTurn): void {
  const { db } = turn.state;
  const verifier = quorumOf(turn).peer.quorumVerifier;
  const draft = draftTree(db.tree);
  const text = formatQuorumVerifier(verifier);
  setData(draft, CONFIG_NODE, text, -1, verifier.version, Math.floor(turn.env.wallClockMs));
  const { sessionsWithTimeouts, lastProcessedZxid, committedLog } = db;
  const tree = sealTree(draft);
  setDb(turn, { tree, sessionsWithTimeouts, lastProcessedZxid, committedLog });
}

/** A configuration from the text of `/zookeeper/config`; null when it is none. */
function configFromString(text: string): QuorumVerifier | null {
  const properties = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) properties.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  try {
    return parseQuorumVerifier(properties, false);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/** Mirrors setLastSeenQuorumVerifier: an older configuration never replaces a newer one. */
function setLastSeen(turn: ServerTurn, verifier: QuorumVerifier): void {
  if (!turn.state.config.reconfigEnabled) {
    const text = "Dynamic reconfig is disabled, we don't store the last seen config.";
    return sayPeer(turn, 'INFO', 'QuorumPeer@1892', text);
  }
  const { lastSeenQuorumVerifier } = quorumOf(turn).peer;
  if (lastSeenQuorumVerifier.version >= verifier.version) return;
  setPeer(turn, { lastSeenQuorumVerifier: verifier });
  writeNextConfig(turn, verifier);
}

/** A reconfiguration was proposed: from now on commits need a quorum of both configurations. */
export function onReconfigProposed(turn: ServerTurn, body: { readonly data: string | null }): void {
  const text = body.data ?? '';
  const verifier = configFromString(text);
  if (verifier === null) return;
  const isLeader = quorumOf(turn).leader !== null;
  setLastSeen(turn, isLeader ? inOrderOf(text, verifier) : verifier);
}

/** The leader keeps what it has decided, the others what they read: their tables differ. */
function inOrderOf(text: string, verifier: QuorumVerifier): QuorumVerifier {
  const at = ({ sid }: QuorumServer): number => `\n${text}`.indexOf(`\nserver.${sid}=`);
  return { ...verifier, members: [...verifier.members].sort((a, b) => at(a) - at(b)) };
}

/**
 * A configuration of version 0 (nobody has agreed on it) gets the zxid of NEWLEADER as its version once
 * the ensemble is established (ZOOKEEPER-1783).
 */
export function proposeReconfiguredVersion(turn: ServerTurn, newLeaderZxid: Zxid): void {
  const { quorumVerifier, lastSeenQuorumVerifier } = quorumOf(turn).peer;
  if (quorumVerifier.version !== 0n || lastSeenQuorumVerifier.version !== 0n) return;
  setLastSeen(turn, { ...quorumVerifier, version: newLeaderZxid });
}

/** The leader makes the last seen configuration the current one. */
export function activateReconfig(turn: ServerTurn, zxid: Zxid, designatedLeader: number): void {
  processReconfig(turn, quorumOf(turn).peer.lastSeenQuorumVerifier, { designatedLeader, zxid });
}

/** True: the role of this server or its leader changes. */
function processReconfig(
  turn: ServerTurn,
  verifier: QuorumVerifier,
  suggested: { readonly designatedLeader: number; readonly zxid: Zxid } | null,
): boolean {
  const { peer } = quorumOf(turn);
  const previous = peer.quorumVerifier;
  if (!turn.state.config.reconfigEnabled || verifier.version <= previous.version) return false;
  const self = memberOf(verifier, peer.myid);
  // Who is no member any more goes on as a follower without a vote.
  const learnerType = self?.type === 'OBSERVER' ? 'OBSERVER' : 'PARTICIPANT';
  const isRoleChange = learnerType !== peer.learnerType;
  if (isRoleChange) sayRole(turn, self?.type ?? null);
  const { currentVote, lastSeenQuorumVerifier } = peer;
  const isLeader = (known: QuorumVerifier): boolean =>
    votingMembers(known).some((member) => member.sid === currentVote.leader);
  const isLeaderChange =
    suggested === null
      ? !isLeader(previous) || !isLeader(verifier)
      : suggested.designatedLeader !== currentVote.leader;
  if (isLeaderChange && suggested !== null) {
    const text = `Suggested leader: ${suggested.designatedLeader}`;
    sayPeer(turn, 'WARN', 'QuorumPeer@2458', text);
    setPeer(turn, { currentVote: voteFor(suggested.designatedLeader, suggested.zxid) });
  }
  setPeer(turn, {
    quorumVerifier: verifier,
    lastSeenQuorumVerifier:
      lastSeenQuorumVerifier.version < verifier.version ? verifier : lastSeenQuorumVerifier,
    learnerType,
    // Without a leader named by the old one there has to be an election.
    reconfigFlag: suggested !== null && (isRoleChange || isLeaderChange || peer.reconfigFlag),
  });
  writeCurrentConfig(turn, verifier, lastSeenQuorumVerifier.version <= verifier.version);
  moveClientPort(turn, self?.clientAddress ?? null);
  initConfigInDatabase(turn);
  return isRoleChange || isLeaderChange;
}

/** Clients that are connected stay; new ones find the server where its own line says. */
function moveClientPort(turn: ServerTurn, to: InetSocketAddress | null): void {
  const { config } = turn.state;
  const from = config.clientPortAddress;
  if (to === null || (from?.port === to.port && from.host === to.host)) return;
  if (from?.port !== to.port) {
    if (from !== null) turn.effects.push({ type: 'unlisten', port: from.port });
    turn.effects.push({ type: 'listen', port: to.port, purpose: 'client' });
  }
  ownState(turn).config = { ...config, clientPortAddress: to };
}

function voteFor(leader: number, zxid: Zxid): Vote {
  return { leader, zxid, electionEpoch: -1, peerEpoch: -1, state: 'LOOKING' };
}

function sayRole(turn: ServerTurn, type: LearnerType | null): void {
  const [line, role] =
    type === 'OBSERVER'
      ? [2427, 'an observer']
      : type === 'PARTICIPANT'
        ? [2436, 'a voting participant']
        : [2446, 'a non-voting participant'];
  sayPeer(turn, 'INFO', `QuorumPeer@${line}`, `Becoming ${role}`);
}

/** A learner learns that a reconfiguration is committed. False: its role ends. */
export function activateTxnConfig(
  turn: ServerTurn,
  txn: Txn | undefined,
  designatedLeader: number,
): boolean {
  const verifier = txn?.body.type === 'reconfig' ? configFromString(txn.body.data ?? '') : null;
  if (verifier === null) return true;
  return !processReconfig(turn, verifier, { designatedLeader, zxid: txn!.header.zxid });
}

/** NEWLEADER carries the leader's last seen configuration. */
export function onNewLeaderConfig(turn: ServerTurn, text: string): void {
  const verifier = configFromString(text);
  if (verifier === null) return;
  setLastSeen(turn, verifier);
  const learner = ownLearner(turn);
  learner.sync = { ...learner.sync, newLeaderVerifier: verifier };
}

/** UPTODATE makes it the current one. False: the role of this server ends. */
export function onUpToDateConfig(turn: ServerTurn): boolean {
  const { newLeaderVerifier } = quorumOf(turn).learner!.sync;
  return newLeaderVerifier === null || !processReconfig(turn, newLeaderVerifier, null);
}

/** Who leads when the reconfiguration is committed: the same, if it still votes. */
export function designatedLeaderOf(turn: ServerTurn, proposal: Proposal): number {
  const { myid } = quorumOf(turn).peer;
  const verifier = proposal.verifiers.at(-1)!;
  if (votingMembers(verifier).some((member) => member.sid === myid)) return myid;
  const { ackedZxid } = quorumOf(turn).leader!;
  let best = myid;
  let bestZxid = -1n;
  for (const { sid } of votingMembers(verifier)) {
    const acked = ackedZxid[sid] ?? -1n;
    if (acked >= proposal.zxid && acked > bestZxid) {
      best = sid;
      bestZxid = acked;
    }
  }
  return best;
}

/** Who leads when the ensemble is established: this server, if the last seen configuration has it. */
export function designatedAtStart(turn: ServerTurn): number {
  const { peer, leader } = quorumOf(turn);
  const voters = votingMembers(peer.lastSeenQuorumVerifier).map(({ sid }) => sid);
  if (voters.includes(peer.myid)) return peer.myid;
  const acks = [...leader!.gates.newLeaderAcks].sort((a, b) => a - b);
  return acks.find((sid) => sid !== peer.myid && voters.includes(sid)) ?? peer.myid;
}

defineReconfigRule(({ turn, zxid }, body) => {
  const { peer, leader } = quorumOf(turn);
  const lastSeen = peer.lastSeenQuorumVerifier;
  if (lastSeen.version !== peer.quorumVerifier.version) {
    return refuse(ErrorCode.RECONFIGINPROGRESS, null);
  }
  if (body.curConfigId !== -1n && body.curConfigId !== lastSeen.version) {
    return refuse(ErrorCode.BADVERSION, null);
  }
  let next: QuorumVerifier | null;
  try {
    next = nextConfig(body, lastSeen);
    if (next !== null) checkMembers(next, turn.state.config.standaloneEnabled);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Upstream does not expect a server's number to be none.
    const isNumberFault = error.kind === 'number';
    return refuse(isNumberFault ? ErrorCode.MARSHALLINGERROR : ErrorCode.BADARGUMENTS, null);
  }
  if (next === null) return refuse(ErrorCode.BADARGUMENTS, null);
  const voters = votingMembers(next);
  const least = turn.state.config.standaloneEnabled ? 2 : 1;
  if (voters.length < least) return refuse(ErrorCode.BADARGUMENTS, null);
  // A quorum of the new configuration must be in sync already; an observer's word does not count.
  const synced = (leader?.handlers ?? [])
    .filter((handler) => handler.chart.value === 'streaming')
    .filter((handler) => handler.learnerType === 'PARTICIPANT')
    .map((handler) => handler.sid);
  const present = voters.filter(({ sid }) => sid === peer.myid || synced.includes(sid)).length;
  if (present <= Math.floor(voters.length / 2)) return refuse(ErrorCode.NEWCONFIGNOQUORUM, null);
  return { code: 0, config: formatQuorumVerifier({ ...next, version: zxid }) };
});

interface ReconfigBody {
  readonly joiningServers: string | null;
  readonly leavingServers: string | null;
  readonly newMembers: string | null;
}

/** Null: the arguments make no configuration. Throws ConfigError. */
function nextConfig(body: ReconfigBody, lastSeen: QuorumVerifier): QuorumVerifier | null {
  if (body.newMembers !== null) return configFromString(body.newMembers.replaceAll(',', '\n'));
  if (lastSeen.kind !== 'majority') return null;
  const members = new Map(lastSeen.members.map((member) => [member.sid, member]));
  const copiedSize = members.size;
  for (const leaving of split(body.leavingServers)) {
    members.delete(parseServerNumber(leaving));
  }
  let largestSize = members.size;
  for (const joining of split(body.joiningServers)) {
    const parts = joining.split('=');
    if (parts.length !== 2) return null;
    const sid = parseServerNumber(parts[0]!.slice(parts[0]!.lastIndexOf('.') + 1));
    const member = parseQuorumServer(sid, parts[1]!.trim(), false);
    if (member.clientAddress === null) return null;
    for (const other of members.values()) {
      if (other.sid !== sid && haveCommonAddress(member, other)) return null;
    }
    members.delete(sid);
    members.set(sid, member);
    largestSize = Math.max(largestSize, members.size);
  }
  const order = inCopiedHashOrder([...members.keys()], copiedSize, largestSize);
  return { ...lastSeen, members: order.map((sid) => members.get(sid)!) };
}

/** Addresses that any number of servers may name: every interface, and the own machine. */
const specialHost = /^(?:0\.0\.0\.0|127\.|localhost$)/;

/** Mirrors QuorumServer.checkAddressDuplicate. */
function haveCommonAddress(left: QuorumServer, right: QuorumServer): boolean {
  const addressesOf = ({ addresses, clientAddress }: QuorumServer): string[] =>
    [...addresses.flatMap(({ quorum, election }) => [quorum, election]), clientAddress]
      .filter((address) => address !== null && !specialHost.test(address.host))
      .map((address) => `${address!.host}:${address!.port}`);
  const taken = addressesOf(right);
  return addressesOf(left).some((address) => taken.includes(address));
}

function parseServerNumber(text: string): number {
  const number = javaLong(text);
  if (number === null) throw new ConfigError('number', `For input string: "${text}"`);
  return Number(number);
}

function split(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
