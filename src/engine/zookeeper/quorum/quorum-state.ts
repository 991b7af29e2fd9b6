/**
 * What a server of an ensemble remembers beyond a standalone one, as plain data.
 *
 * Mirrors: the fields of QuorumPeer, QuorumCnxManager, FastLeaderElection, Leader, LearnerHandler,
 * Learner, FollowerZooKeeperServer and CommitProcessor, 3.8.0.
 * Departs: `toBeApplied` is missing, because a commit is applied in the same step; the queues of a
 * learner handler are the network itself.
 * Read next: quorum-server.ts (entry), quorum-peer.machine.ts (roles).
 */
import type { Chart } from '../../kernel/statechart.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { LearnerType, QuorumVerifier } from '../admin/config-types.ts';
import type { Notification, QuorumPacket, ServerState } from '../protocol/quorum-packets.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';
import type { SessionId } from '../protocol/records.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { Request } from '../server/request.ts';

/** Mirrors QuorumPeer.ZabState. */
export type ZabState = 'ELECTION' | 'DISCOVERY' | 'SYNCHRONIZATION' | 'BROADCAST';

/** Mirrors QuorumPeer.SyncMode. */
export type SyncMode = 'NONE' | 'DIFF' | 'SNAP' | 'TRUNC';

/** Mirrors Vote. `state` is the state of the server that cast it. */
export interface Vote {
  readonly leader: number;
  readonly zxid: Zxid;
  readonly electionEpoch: number;
  readonly peerEpoch: number;
  readonly state: ServerState;
}

/** `null` in ServerProcessState means: standalone. Split so that a message changes few objects. */
export interface QuorumState {
  readonly peer: PeerState;
  readonly cnx: CnxState;
  /** Only while looking. */
  readonly election: ElectionState | null;
  /** Only while leading. */
  readonly leader: LeaderState | null;
  /** Only while following or observing. */
  readonly learner: LearnerState | null;
  /** Requests that wait for their commit; emptied with every change of role. */
  readonly commit: CommitProcessorState;
}

/** Changes with the role only. */
export interface PeerState {
  readonly myid: number;
  readonly learnerType: LearnerType;
  /** The three published variables, kept equal to the chart. */
  readonly serverState: ServerState;
  readonly zabState: ZabState;
  readonly syncMode: SyncMode;
  readonly quorumVerifier: QuorumVerifier;
  readonly lastSeenQuorumVerifier: QuorumVerifier;
  /** As on disk. */
  readonly acceptedEpoch: number;
  readonly currentEpoch: number;
  /** Kept after the election: the answer to servers that look for a leader. */
  readonly currentVote: Vote;
  /** A reconfiguration has named the next leader, so that the next role needs no election. */
  readonly reconfigFlag: boolean;
  /** Round of the election; only grows while the process lives. */
  readonly logicalclock: number;
  /** Counter of ticks of a leader (2 pings each). */
  readonly tick: number;
  readonly startFleMs: number;
  readonly electionTimeTakenMs: number;
  /** Stream of the observer's jitter. */
  readonly random: number;
  /** Read-only service is on (readonlymode.enabled, after the grace time). */
  readonly isReadOnlyServing: boolean;
  /** The memory may be ahead of the disk (a synchronization broke off): load it again. */
  readonly mustReload: boolean;
  /** Token of a write (epoch, snapshot, history) that must be durable before anything else. */
  readonly pendingSync: string | null;
  /** Counter that makes tokens of dials and syncs unique. */
  readonly tokens: number;
  /** Upstream's classes whose first use has been logged. */
  readonly initializedClasses: readonly string[];
  /** Servers that have followed this one since it started: `mntr` keeps a row for each. */
  readonly learnersSeen: readonly number[];
}

/** Mirrors QuorumCnxManager. */
export interface CnxState {
  /** Peer sid to its election link. */
  readonly links: Readonly<Record<number, ElectionLink>>;
  /** Accepted connections that have not said who they are. */
  readonly unidentified: readonly number[];
  /** Open connection to the sid behind it. */
  readonly sidOf: Readonly<Record<number, number>>;
}

export interface ElectionLink {
  readonly sid: number;
  readonly connection: number | null;
  /** Token of a dial in progress. */
  readonly dialling: string | null;
  /** One slot: the newest replaces an unsent one. */
  readonly queued: Notification | null;
  /** Sent again when a new connection opens. */
  readonly lastSent: Notification | null;
}

/** A notification with its sender. */
export interface ReceivedNotification extends Notification {
  readonly sid: number;
}

/** Mirrors the local variables of FastLeaderElection.lookForLeader. */
export interface ElectionState {
  readonly proposedLeader: number;
  readonly proposedZxid: Zxid;
  readonly proposedEpoch: number;
  readonly initZxid: Zxid;
  readonly initEpoch: number;
  readonly recvset: Readonly<Record<number, Vote>>;
  readonly outofelection: Readonly<Record<number, Vote>>;
}

/** A quorum packet with what it takes to commit it. Mirrors Leader.Proposal. */
export interface Proposal {
  readonly zxid: Zxid;
  readonly packet: QuorumPacket & { readonly type: 'PROPOSAL' };
  readonly request: Request;
  /** It commits with a quorum of each; a pending reconfiguration adds a second. */
  readonly verifiers: readonly QuorumVerifier[];
}

/** Mirrors Leader. */
export interface LeaderState {
  readonly gates: LeaderGates;
  readonly lastProposed: Zxid;
  readonly lastCommitted: Zxid;
  readonly proposalSizes: BufferStats;
  /** Ascending zxid, without holes. */
  readonly outstandingProposals: PersistentQueue<Proposal>;
  /**
   * Per sid the last proposal it acknowledged. Acks come in order of zxid, so that one number stands
   * for the sets of acks of all proposals.
   */
  readonly ackedZxid: Readonly<Record<number, Zxid>>;
  readonly pendingSyncs: readonly PendingSync[];
  /** In ascending order of their connections. */
  readonly handlers: readonly LearnerHandlerState[];
  /** Zxid of NEWLEADER: (epoch, 0). */
  readonly newLeaderZxid: Zxid;
  /** Connections that get PROPOSAL and COMMIT. */
  readonly forwardingFollowers: readonly number[];
  /** Connections that get INFORM. */
  readonly observingLearners: readonly number[];
  readonly tickSkip: boolean;
  /** Where it listens for learners; null: it is no member of its own configuration. */
  readonly quorumPort: number | null;
  /** False after committing a reconfiguration that takes the lead away. */
  readonly allowedToCommit: boolean;
}

/** Lengths of proposals since this server leads; −1 before the first. Mirrors BufferStats. */
export interface BufferStats {
  readonly last: number;
  readonly min: number;
  readonly max: number;
}

/** The three quorum gates of a new leader. */
export interface LeaderGates {
  /** Epoch to propose; final once `waitingForNewEpoch` is false. */
  readonly epoch: number;
  readonly waitingForNewEpoch: boolean;
  readonly connectingFollowers: readonly number[];
  readonly electingFollowers: readonly number[];
  readonly electionFinished: boolean;
  /** Leader's currentEpoch and last zxid before this election. */
  readonly leaderStateSummary: { readonly currentEpoch: number; readonly lastZxid: Zxid };
  readonly newLeaderAcks: readonly number[];
  readonly quorumFormed: boolean;
  readonly leaderStartTimeMs: number;
}

export interface PendingSync {
  /** Sent when this zxid commits. */
  readonly zxid: Zxid;
  readonly connection: number;
  readonly sessionId: SessionId;
  readonly cxid: number;
}

/** Mirrors LearnerHandler. */
export interface LearnerHandlerState {
  readonly connection: number;
  /** As upstream prints a socket address: `/127.0.0.1:41234`. */
  readonly remoteAddress: string;
  readonly chart: Chart;
  /** 0 until FOLLOWERINFO. */
  readonly sid: number;
  readonly learnerType: LearnerType;
  readonly acceptedEpoch: number;
  readonly ackEpoch: { readonly currentEpoch: number; readonly lastZxid: Zxid } | null;
  readonly tickOfNextAckDeadline: number;
  readonly lastReadAtMs: number;
  readonly establishedAtMs: number;
  /** Packets may be sent by ping; false until NEWLEADER is queued. */
  readonly isSending: boolean;
  /** Packets that came while a quorum gate was closed. */
  readonly inbox: readonly QuorumPacket[];
  /** Oldest proposal without an ACK at a ping, and since when. Mirrors SyncLimitCheck. */
  readonly unackedZxid: Zxid;
  readonly unackedSinceMs: number;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly lastZxid: Zxid;
}

/** Mirrors Learner, Follower, Observer and their servers. */
export interface LearnerState {
  readonly leaderSid: number;
  /** Connection to the leader; null while dialling. */
  readonly connection: number | null;
  /** Token of the dial in progress. */
  readonly dialling: string | null;
  readonly tries: number;
  readonly startedAtMs: number;
  readonly lastReadAtMs: number;
  /** (newEpoch, 0), from LEADERINFO. */
  readonly newLeaderZxid: Zxid;
  readonly sync: LearnerSync;
  /** Address it dialled, as upstream prints it. */
  readonly leaderAddress: string;
  /** NEWLEADER was stored: memory is not ahead of the disk. */
  readonly isStored: boolean;
  /** Packets that came while a write was under way. */
  readonly inbox: readonly QuorumPacket[];
  /** Logged, waiting for COMMIT. Mirrors FollowerZooKeeperServer.pendingTxns. */
  readonly pendingTxns: PersistentQueue<Request>;
  /** Own syncs that the leader has not answered. */
  readonly pendingSyncs: readonly Request[];
  /** Last zxid proposed to this learner. */
  readonly lastQueued: Zxid;
  /** Session id in hex to the client connection that waits for REVALIDATE. */
  readonly pendingRevalidations: Readonly<Record<string, number>>;
}

/** Local variables of Learner.syncWithLeader. */
export interface LearnerSync {
  readonly snapshotNeeded: boolean;
  readonly writeToTxnLog: boolean;
  readonly packetsNotLogged: readonly Txn[];
  readonly packetsCommitted: readonly Zxid[];
  /** Logged at NEWLEADER; their ACKs leave after UPTODATE. */
  readonly zxidsToAck: readonly Zxid[];
  readonly newLeaderVerifier: QuorumVerifier | null;
}

/** Mirrors CommitProcessor: per session, the requests behind (and including) an uncommitted write. */
export interface CommitProcessorState {
  /** Session id in hex to its waiting requests; the first is a write or a sync. */
  readonly pendingRequests: PersistentMap<readonly Request[]>;
}
