/**
 * What servers send each other: election notifications on the election port, quorum packets on the
 * quorum port.
 *
 * Mirrors: FastLeaderElection.Notification, QuorumPacket and Leader's packet types, 3.8.0.
 * Departs: packets carry objects, not bytes; the snapshot is sent as one packet.
 */
import type { Id, SessionId } from './records.ts';
import type { Txn } from './txn.ts';
import type { Zxid } from './zxid.ts';

export type ServerState = 'LOOKING' | 'FOLLOWING' | 'LEADING' | 'OBSERVING';

/** First message on an election connection: who calls. Mirrors QuorumCnxManager.InitialMessage. */
export interface InitialMessage {
  readonly type: 'InitialMessage';
  readonly sid: number;
  readonly electionAddress: string;
}

export interface Notification {
  readonly type: 'Notification';
  /** State of the sender. */
  readonly state: ServerState;
  /** Proposed leader; observers propose -1n's place holder `NO_LEADER`. */
  readonly leader: number;
  readonly zxid: Zxid;
  /** Round of the sender (logicalclock). */
  readonly electionEpoch: number;
  readonly peerEpoch: number;
  readonly configVersion: bigint;
}

/** Proposed leader of a vote that can never win (observers): Java's Long.MIN_VALUE. */
export const NO_LEADER = -1;

export interface LearnerInfo {
  readonly serverid: number;
  readonly protocolVersion: 0x10000;
  readonly configVersion: bigint;
}

export type QuorumPacket =
  | {
      readonly type: 'FOLLOWERINFO' | 'OBSERVERINFO';
      readonly zxid: Zxid;
      readonly data: LearnerInfo;
    }
  | { readonly type: 'LEADERINFO'; readonly zxid: Zxid; readonly protocolVersion: 0x10000 }
  | { readonly type: 'ACKEPOCH'; readonly zxid: Zxid; readonly currentEpoch: number }
  | { readonly type: 'DIFF' | 'TRUNC'; readonly zxid: Zxid }
  /** The serialized database; opaque plain data of the server. */
  | { readonly type: 'SNAP'; readonly zxid: Zxid; readonly snapshot: unknown }
  | { readonly type: 'NEWLEADER'; readonly zxid: Zxid; readonly config: string }
  | { readonly type: 'UPTODATE'; readonly zxid: Zxid }
  | { readonly type: 'ACK'; readonly zxid: Zxid }
  | { readonly type: 'PROPOSAL'; readonly zxid: Zxid; readonly txn: Txn }
  | { readonly type: 'COMMIT'; readonly zxid: Zxid }
  | { readonly type: 'COMMITANDACTIVATE'; readonly zxid: Zxid; readonly designatedLeader: number }
  | { readonly type: 'INFORM'; readonly zxid: Zxid; readonly txn: Txn }
  | {
      readonly type: 'INFORMANDACTIVATE';
      readonly zxid: Zxid;
      readonly txn: Txn;
      readonly designatedLeader: number;
    }
  /** A write or sync that a learner forwards; `request` is the server's own request record. */
  | {
      readonly type: 'REQUEST';
      readonly zxid: Zxid;
      readonly sessionId: SessionId;
      readonly cxid: number;
      readonly request: unknown;
      readonly authInfo: readonly Id[];
    }
  | {
      readonly type: 'SYNC';
      readonly zxid: Zxid;
      readonly sessionId: SessionId;
      readonly cxid: number;
    }
  /** From a learner: sessions touched since its last ping, with their timeouts in milliseconds. */
  | {
      readonly type: 'PING';
      readonly zxid: Zxid;
      readonly touched: readonly { readonly sessionId: SessionId; readonly timeout: number }[];
    }
  | {
      readonly type: 'REVALIDATE';
      readonly zxid: Zxid;
      readonly sessionId: SessionId;
      /** To the leader: timeout in milliseconds; from the leader: the verdict. */
      readonly timeout?: number;
      readonly valid?: boolean;
    };
