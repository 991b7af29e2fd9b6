/**
 * What a tool asks of the world, one call at a time, and what it gets back.
 *
 * Mirrors: the blocking calls of KafkaAdminClient, KafkaProducer, KafkaConsumer and ZooKeeperClient, 2.8.0,
 * and of Java's own classes for files, time and standard input.
 * Departs: both are plain data, so that a tool that waits can be kept and replayed.
 * Read next: tool.ts, tool-program.ts (answers the calls).
 */
import type { Effect, FileContent, ProcessView, SpawnRequest } from '../../../engine/index.ts';
import type {
  AdminAnswer,
  AdminCall,
  ConsumerRecord,
  Node,
  OffsetAndMetadata,
  ProducerRecord,
  RecordMetadata,
  TopicPartition,
  ZkReply,
  ZkRequestBody,
} from '../../../engine/kafka/index.ts';

/** An exception as data; see java/exception.ts. */
export interface ThrownException {
  readonly exception: string;
  readonly message: string | null;
  readonly cause?: ThrownException | null;
}

type Properties = Readonly<Record<string, string>>;

export type AdminToolCall =
  | { readonly type: 'admin.open'; readonly properties: Properties }
  /** All under way at once; answered when the last one is. */
  | { readonly type: 'admin.calls'; readonly calls: readonly AdminCall[] }
  | { readonly type: 'admin.nodes' }
  | { readonly type: 'admin.close' };

export type ProducerToolCall =
  | { readonly type: 'producer.open'; readonly properties: Properties }
  /** KafkaProducer.send for each; answered when the last one has returned, which is before it is sent. */
  | { readonly type: 'producer.send'; readonly records: readonly ProducerRecord[] }
  /** send(record).get(). */
  | { readonly type: 'producer.sendSync'; readonly record: ProducerRecord }
  | { readonly type: 'producer.flush' }
  | {
      readonly type: 'producer.transaction';
      readonly step: 'init' | 'begin' | 'commit' | 'abort';
    }
  | { readonly type: 'producer.close'; readonly timeoutMs?: number };

export type ConsumerToolCall =
  | { readonly type: 'consumer.open'; readonly properties: Properties }
  | { readonly type: 'consumer.subscribe'; readonly topics: readonly string[] }
  | { readonly type: 'consumer.subscribePattern'; readonly pattern: string }
  | { readonly type: 'consumer.assign'; readonly partitions: readonly TopicPartition[] }
  | { readonly type: 'consumer.seek'; readonly at: TopicPartition; readonly offset: number }
  | {
      readonly type: 'consumer.seekTo';
      readonly where: 'beginning' | 'end';
      readonly partitions: readonly TopicPartition[];
    }
  | { readonly type: 'consumer.poll'; readonly timeoutMs: number }
  | {
      readonly type: 'consumer.commit';
      readonly mode: 'sync' | 'async';
      readonly offsets: readonly (TopicPartition & OffsetAndMetadata)[] | null;
    }
  | { readonly type: 'consumer.partitionsFor'; readonly topic: string }
  | { readonly type: 'consumer.listTopics' }
  | { readonly type: 'consumer.position'; readonly at: TopicPartition }
  | {
      readonly type: 'consumer.offsets';
      readonly where: 'beginning' | 'end' | number;
      readonly partitions: readonly TopicPartition[];
    }
  | { readonly type: 'consumer.assignment' }
  | { readonly type: 'consumer.close' };

export type ZkToolCall =
  | {
      readonly type: 'zk.open';
      readonly connectString: string;
      readonly sessionTimeoutMs: number;
    }
  /** Until the session is there; `flag` false: the time is over. */
  | { readonly type: 'zk.awaitConnected'; readonly timeoutMs: number }
  /** All under way at once. */
  | { readonly type: 'zk.requests'; readonly requests: readonly ZkRequestBody[] }
  | { readonly type: 'zk.close' };

export type LogFileKind = 'log' | 'index' | 'timeindex' | 'txnindex' | 'snapshot';

export type HostToolCall =
  | { readonly type: 'sleep'; readonly ms: number }
  /** System.currentTimeMillis. */
  | { readonly type: 'now' }
  /** What has been typed since: at least one line, or the end of the input. */
  | { readonly type: 'lines' }
  | { readonly type: 'file'; readonly path: string }
  /** InetAddress.getByName: whether the name is known. */
  | { readonly type: 'resolve'; readonly name: string }
  | { readonly type: 'folder'; readonly path: string }
  /** A file of a log; the value is what the engine's view functions give. */
  | { readonly type: 'logFile'; readonly view: LogFileKind; readonly path: string }
  | { readonly type: 'processes' }
  | { readonly type: 'effects'; readonly effects: readonly Effect[] }
  | { readonly type: 'spawn'; readonly request: Omit<SpawnRequest, 'token'> }
  | { readonly type: 'wait'; readonly pid: number }
  /** What callbacks have made of what they share with the main thread. */
  | { readonly type: 'shared' }
  /** What they find from now on. */
  | { readonly type: 'share'; readonly shared: unknown };

export type ToolCall =
  AdminToolCall | ProducerToolCall | ConsumerToolCall | ZkToolCall | HostToolCall;

/** One answered request to ZooKeeper; `err` is upstream's code. */
export interface ZkAnswer {
  readonly err: number;
  readonly reply: ZkReply | null;
}

/** A rebalance as a ConsumerRebalanceListener hears of it. */
export interface Rebalance {
  readonly type: 'assigned' | 'revoked' | 'lost';
  readonly partitions: readonly TopicPartition[];
}

export type SeenProcess = Pick<ProcessView, 'pid' | 'parentPid' | 'program' | 'argv'>;

/** What a call gives back; the type follows the call's. */
export type ToolResult =
  | { readonly type: 'done' }
  | { readonly type: 'thrown'; readonly exception: ThrownException }
  /** A signal came while a tool waited that handles it. */
  | { readonly type: 'interrupted' }
  | { readonly type: 'answers'; readonly answers: readonly AdminAnswer[] }
  | { readonly type: 'nodes'; readonly nodes: readonly Node[] }
  | { readonly type: 'sent'; readonly metadata: RecordMetadata }
  /** `isBlocked`: before send returned, as opposed to later. */
  | { readonly type: 'unsent'; readonly exception: ThrownException; readonly isBlocked: boolean }
  | {
      readonly type: 'polled';
      readonly records: readonly ConsumerRecord[];
      readonly rebalances: readonly Rebalance[];
    }
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'partitions'; readonly partitions: readonly TopicPartition[] }
  | { readonly type: 'flag'; readonly value: boolean }
  | { readonly type: 'zk'; readonly replies: readonly ZkAnswer[] }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'lines'; readonly lines: readonly string[]; readonly isEnd: boolean }
  | { readonly type: 'file'; readonly kind: 'file'; readonly content: FileContent }
  | { readonly type: 'file'; readonly kind: 'folder' | 'nothing'; readonly content: null }
  | { readonly type: 'names'; readonly names: readonly string[] | null }
  | { readonly type: 'processes'; readonly processes: readonly SeenProcess[] }
  | { readonly type: 'shared'; readonly shared: unknown };

/** The only result of this type that the call can give. */
export type ResultOf<T extends ToolResult['type']> = Extract<ToolResult, { readonly type: T }>;
