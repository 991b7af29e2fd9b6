/**
 * Changes of in-sync replicas on their way to the controller, or to ZooKeeper.
 *
 * Mirrors: the fields of kafka.server.DefaultAlterIsrManager, BrokerToControllerRequestThread and
 * ZkIsrManager, 2.8.0.
 * Read next: alter-isr-manager.ts, controller-channel.ts, zk-isr-manager.ts.
 */
import type { NetworkClientState, Node } from '../client/network-client.ts';

export interface AlterIsrState {
  /** Not confirmed, those under way included; one for each partition. */
  readonly unsent: readonly AlterIsrItem[];
  /** What the request under way is about; null: none is. */
  readonly inFlight: readonly AlterIsrItem[] | null;
  readonly channel: ControllerChannel;
  readonly zk: ZkIsrState;
}

/** Mirrors PendingExpandIsr and PendingShrinkIsr. */
export type PendingIsr =
  | { readonly type: 'expand'; readonly replica: number }
  | { readonly type: 'shrink'; readonly replicas: readonly number[] };

export interface AlterIsrItem {
  readonly topic: string;
  readonly partition: number;
  readonly name: string;
  readonly leaderEpoch: number;
  readonly newIsr: readonly number[];
  readonly zkVersion: number;
  readonly controllerEpoch: number;
  /** The committed ISR that it changes, and how. */
  readonly isr: readonly number[];
  readonly pending: PendingIsr;
}

export interface ControllerChannel {
  /** Null before start-up and after shutdown. */
  readonly client: NetworkClientState | null;
  /** Whom requests go to; null: the metadata have to be asked. */
  readonly controller: Node | null;
  /** The broker epoch that the queued or sent request says. */
  readonly brokerEpoch: number;
  /** Whether a request waits to be sent, or has been. */
  readonly request: 'none' | 'queued' | 'sent';
}

/** Before 2.7 leaders write ISRs to ZooKeeper, and tell the controller by a notification. */
export interface ZkIsrState {
  /** Names of partitions whose change the controller was not told of. */
  readonly changed: readonly string[];
  /** Virtual times. */
  readonly lastChangeMs: number;
  readonly lastPropagationMs: number;
}
