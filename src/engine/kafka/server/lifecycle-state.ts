/**
 * What start-up and shutdown of a broker remember.
 *
 * Read next: broker-life.machine.ts, lifecycle.ts.
 */
import type { RoutineRun } from '../../kernel/routine.ts';
import type { SessionId } from '../../zookeeper/client/index.ts';
import type { NetworkClientState, Node } from '../client/network-client.ts';
import type { RemainingPartition } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';

export interface LifecycleState {
  /** Wall clock at the start. */
  readonly startedAtMs: number;
  /** Where the application's logs go: LOG_DIR, or `logs` of the installation. */
  readonly logFolder: string;
  /** The hour, counted since 1970, that each of its files is for; see kafka-log.ts. */
  readonly logHours: LogHours;
  /** How far start-up came: what a shutdown has to end. */
  readonly started: StartedParts;
  /** What start-up or shutdown waits for; null: neither is under way. */
  readonly main: RunningRoutine | null;
  /** Registering again in a new session; null: it is not under way. */
  readonly registration: RunningRoutine | null;
  /** Numbers what routines wait for, so that a late answer is known as one. */
  readonly serial: number;
  /** The session that registered this broker last; -1n: none. */
  readonly registeredSession: SessionId;
  /** Epoch of the finalized features; null: none are known. */
  readonly featureEpoch: number | null;
  /** Whether what arrives on connections is read: from the end of start-up to the begin of shutdown. */
  readonly isProcessing: boolean;
  /** Connection to the controller, for its leave to go; null: none. */
  readonly farewell: Farewell | null;
  /** The signal that it ends with: exit code 128 + number; 0: none. */
  readonly signalNumber: number;
}

export interface LogHours {
  readonly server: number;
  readonly controller: number;
  readonly 'state-change': number;
  readonly 'log-cleaner': number;
  readonly request: number;
}

/** Parts that were started, each of which a shutdown ends. */
export interface StartedParts {
  readonly hasZooKeeper: boolean;
  readonly hasFeatureListener: boolean;
  /** Virtual time at which the throttled channel reapers began to beat; null: they did not. */
  readonly quotasAtMs: number | null;
  readonly hasLogs: boolean;
  readonly hasSocketServer: boolean;
  readonly hasReplicas: boolean;
  readonly hasController: boolean;
  /** Virtual time at which the reaper of topic purgatory began to beat. */
  readonly adminAtMs: number | null;
  readonly hasGroups: boolean;
  readonly hasTransactions: boolean;
  /** Virtual time at which the reaper of AlterAcls began to beat. */
  readonly apisAtMs: number | null;
  readonly hasConfigManager: boolean;
  readonly isComplete: boolean;
}

export const NOTHING_STARTED: StartedParts = {
  hasZooKeeper: false,
  hasFeatureListener: false,
  quotasAtMs: null,
  hasLogs: false,
  hasSocketServer: false,
  hasReplicas: false,
  hasController: false,
  adminAtMs: null,
  hasGroups: false,
  hasTransactions: false,
  apisAtMs: null,
  hasConfigManager: false,
  isComplete: false,
};

/** A routine that waits for the answer to a call. */
export interface RunningRoutine {
  readonly name: 'startup' | 'shutdown' | 'registration';
  readonly run: RoutineRun<unknown, unknown>;
  /** Which answer it takes. */
  readonly waitsFor: 'zk' | 'zkOpen' | 'zkClose' | 'pause' | 'farewell';
  readonly serial: number;
}

export interface Farewell {
  readonly client: NetworkClientState;
  readonly node: Node;
  readonly brokerEpoch: number;
  readonly apiVersion: number;
  readonly isSent: boolean;
}

/** What came of asking the controller for its leave. */
export type FarewellAnswer =
  | {
      readonly type: 'response';
      readonly errorCode: ErrorName;
      readonly remainingPartitions: readonly RemainingPartition[];
    }
  /** An IOException. */
  | { readonly type: 'failed'; readonly message: string };
