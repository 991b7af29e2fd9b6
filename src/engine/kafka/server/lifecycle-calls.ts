/**
 * What start-up, shutdown and registration ask for: they are routines, and touch the broker only by these.
 *
 * Read next: lifecycle.ts, which carries them out.
 */
import type { RequestBody, SessionId } from '../../zookeeper/client/index.ts';
import type { Node } from '../client/network-client.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import type { BrokerLifeEvent } from './broker-life.machine.ts';
import type { KafkaConfig } from './kafka-config.ts';
import type { LogFile, LogLevel } from './kafka-log.ts';
import type { StartedParts } from './lifecycle-state.ts';

export type { FarewellAnswer } from './lifecycle-state.ts';

/** What a routine waits for. */
export type LifecycleCall =
  | { readonly type: 'zk'; readonly requests: readonly RequestBody[] }
  | { readonly type: 'zkOpen'; readonly connectString: string; readonly timeoutMs: number }
  | { readonly type: 'zkClose' }
  | { readonly type: 'pause'; readonly delayMs: number }
  | {
      readonly type: 'farewell';
      readonly node: Node;
      readonly brokerEpoch: number;
      readonly apiVersion: number;
      readonly connectTimeoutMs: number;
    }
  /** Answered in the same step. */
  | { readonly type: 'ask'; readonly question: LifecycleQuestion };

export type LifecycleQuestion =
  | { readonly about: 'now' }
  | { readonly about: 'sessions' }
  | { readonly about: 'newClusterId' }
  | { readonly about: 'metaProperties' }
  | { readonly about: 'lockProblem' }
  | { readonly about: 'loadLogs' }
  | { readonly about: 'bind'; readonly host: string; readonly port: number }
  | { readonly about: 'brokerEpoch' }
  | { readonly about: 'brokerId' };

/** What a routine gives out on its way. */
export type LifecycleItem =
  | {
      readonly type: 'log';
      readonly file: LogFile;
      readonly level: LogLevel;
      readonly text: string;
      readonly logger: string;
      readonly stackTrace?: string;
    }
  | { readonly type: 'chart'; readonly event: BrokerLifeEvent }
  | { readonly type: 'started'; readonly parts: Partial<StartedParts> }
  | { readonly type: 'act'; readonly act: LifecycleAct };

/** Something done to the broker. */
export type LifecycleAct =
  | { readonly do: 'setClusterId'; readonly clusterId: string }
  | { readonly do: 'setBrokerId'; readonly brokerId: number }
  | { readonly do: 'setFeatures'; readonly data: string | null; readonly version: number | null }
  | {
      readonly do: 'initializeDynamicConfig';
      readonly defaults: Readonly<Record<string, string>>;
      readonly own: Readonly<Record<string, string>>;
    }
  | {
      readonly do: 'setTopicConfigs';
      readonly configs: readonly (readonly [string, Readonly<Record<string, string>>])[];
    }
  | {
      readonly do: 'processConfig';
      readonly entityPath: string;
      readonly config: Readonly<Record<string, string>>;
    }
  | { readonly do: 'setRegistration'; readonly sessionId: SessionId; readonly czxid: number | null }
  | { readonly do: 'writeMetaProperties' }
  | { readonly do: 'startReplicas' }
  | { readonly do: 'startController' }
  | { readonly do: 'startGroups'; readonly partitions: number | null }
  | { readonly do: 'startTransactions'; readonly partitions: number | null }
  | { readonly do: 'startConfigManager' }
  | { readonly do: 'startProcessing' }
  | { readonly do: 'stopProcessing' }
  | { readonly do: 'shutdownTransactions' }
  | { readonly do: 'shutdownGroups' }
  | { readonly do: 'shutdownReplicas' }
  | { readonly do: 'shutdownLogs' }
  | { readonly do: 'shutdownController' }
  | { readonly do: 'closeFarewell' };

/** A clock's two readings. */
export interface Now {
  readonly nowMs: number;
  readonly wallClockMs: number;
}

/** The client's session, and the one that registered the broker. */
export interface Sessions {
  readonly current: SessionId;
  readonly registered: SessionId;
}

/** What a shutdown needs to know. */
export interface ShutdownInput {
  readonly config: KafkaConfig;
  /** How the server's own lines begin: `[KafkaServer id=1] `, or nothing before it has an id. */
  readonly ident: string;
  readonly brokerId: number;
  readonly started: StartedParts;
}

/** A routine's own generator, and the generators that it is made of. */
export type Flow<V> = Generator<LifecycleCall, V, unknown>;

export type EmitItem = (item: LifecycleItem) => void;

/** Requests to ZooKeeper, one behind the other; gives all replies. */
export function* zk(requests: readonly RequestBody[]): Flow<readonly ZkReply[]> {
  return (yield { type: 'zk', requests }) as readonly ZkReply[];
}

/** One request to ZooKeeper. */
export function* zkOne(request: RequestBody): Flow<ZkReply> {
  return (yield* zk([request]))[0]!;
}

export function* ask<V>(question: LifecycleQuestion): Flow<V> {
  return (yield { type: 'ask', question }) as V;
}

export function* pause(delayMs: number): Flow<void> {
  yield { type: 'pause', delayMs };
}
