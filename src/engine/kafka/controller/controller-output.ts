/**
 * What a routine of the controller gives out: what the rest of the broker has to do, in order.
 *
 * Mirrors: the calls of kafka.controller's classes to the world around them, 2.8.0.
 * Read next: controller-run.ts (who gives it out), controller-thread.ts (who takes it).
 */
import type { RandomState } from '../../kernel/random.ts';
import type { KafkaResponse, ResponseBody } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { LogFile, LogLevel } from '../server/kafka-log.ts';
import type { Caller } from './caller.ts';
import type { ControllerEvent, ElectionCaller } from './controller-event.ts';
import type { ControllerContext, PartitionError, QueueItem } from './controller-state.ts';
import type { RoleEvent } from './controller.machine.ts';
import type { LiveBroker } from './live-broker.ts';

/** A line of one of the broker's logs. */
export interface ControllerLine {
  readonly type: 'log';
  readonly file: LogFile;
  readonly level: LogLevel;
  readonly text: string;
  readonly logger: string;
}

/** What a routine gives out, in order. */
export type ControllerOutput =
  | ControllerLine
  /** How things stand now: before each question and at the end. */
  | {
      readonly type: 'published';
      readonly context: ControllerContext;
      readonly activeControllerId: number;
      readonly random: RandomState;
    }
  /** The role has changed, or failover has got on. */
  | { readonly type: 'role'; readonly event: RoleEvent }
  /** ControllerEventManager.put. */
  | { readonly type: 'event'; readonly event: ControllerEvent }
  | { readonly type: 'channels.started'; readonly brokers: readonly LiveBroker[] }
  | { readonly type: 'channels.stopped' }
  | { readonly type: 'broker.added'; readonly broker: LiveBroker }
  | { readonly type: 'broker.removed'; readonly brokerId: number }
  | { readonly type: 'request'; readonly brokerId: number; readonly item: QueueItem }
  /** The check for leaders that are not the preferred ones: after so many milliseconds. */
  | { readonly type: 'rebalance.scheduled'; readonly delayMs: number }
  | { readonly type: 'rebalance.stopped' }
  | {
      readonly type: 'answer';
      readonly ref: Caller;
      readonly body: ResponseBody<KafkaResponse>;
    }
  /** What an election came to that an admin client asked for. */
  | {
      readonly type: 'elected';
      readonly caller: ElectionCaller;
      readonly leaders: readonly (TopicPartition & { readonly leader: number })[];
      readonly failures: readonly PartitionError[];
    };
