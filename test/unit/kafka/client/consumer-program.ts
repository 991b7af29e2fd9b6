/** A program that is nothing but a consumer, and does what its arguments say. */
import type { Behavior, Env, ProcessInfo, Step } from '../../../../src/engine/kernel/behavior.ts';
import type { NodeEvent } from '../../../../src/engine/kernel/events.ts';
import type {
  ConsumerOutcome,
  OffsetAndMetadata,
} from '../../../../src/engine/kafka/client/consumer-types.ts';
import type { ConsumerState, ConsumerTurn } from '../../../../src/engine/kafka/client/consumer.ts';
import {
  ConsumerError,
  consumerAssign,
  consumerClose,
  consumerCommit,
  consumerCommitted,
  consumerEvent,
  consumerOffsets,
  consumerPartitionsFor,
  consumerPause,
  consumerPoll,
  consumerPosition,
  consumerResume,
  consumerSeek,
  consumerSeekTo,
  consumerSubscribe,
  consumerSubscribePattern,
  consumerTurn,
  consumerUnsubscribe,
  consumerWakeup,
  openConsumer,
} from '../../../../src/engine/kafka/client/consumer.ts';
import type { TopicPartition } from '../../../../src/engine/kafka/protocol/topic-partition.ts';
import { partitionName } from '../../../../src/engine/kafka/protocol/topic-partition.ts';
import { propertiesOf } from './client-programs.ts';

/** One thing after another: a call that waits is over before the next one is made. */
export type ConsumerCall =
  | readonly [name: 'poll', timeoutMs: number]
  /** Polls until so many records have come. */
  | readonly [name: 'read', count: number]
  | readonly [name: 'commit', mode: 'sync' | 'async', offsets?: readonly OffsetToCommit[]]
  | readonly [name: 'seek', at: TopicPartition, offset: number]
  | readonly [name: 'seekTo', where: 'beginning' | 'end', partitions: readonly TopicPartition[]]
  | readonly [name: 'pause' | 'resume' | 'committed', partitions: readonly TopicPartition[]]
  | readonly [name: 'position', at: TopicPartition]
  | readonly [name: 'partitionsFor', topic: string]
  | readonly [name: 'offsets', where: 'beginning' | 'end' | number, of: readonly TopicPartition[]]
  | readonly [name: 'subscribe', topics: readonly string[]]
  | readonly [name: 'unsubscribe' | 'wakeup' | 'close'];

type OffsetToCommit = TopicPartition & OffsetAndMetadata;

/** What a consumer's program is told in its arguments. */
export interface ConsumerPlan {
  readonly properties?: Readonly<Record<string, string>>;
  readonly topics?: readonly string[];
  readonly pattern?: string;
  readonly partitions?: readonly TopicPartition[];
  /** Default: it polls for ever. */
  readonly calls?: readonly ConsumerCall[];
}

export interface ConsumerProgramState {
  readonly consumer: ConsumerState;
  readonly plan: ConsumerPlan;
  /** How many of the plan's calls were made. */
  readonly at: number;
  readonly isWaiting: boolean;
  readonly polls: number;
  /** `t-0:5=value`. */
  readonly records: readonly string[];
  readonly happenings: readonly string[];
  readonly log: readonly string[];
}

type Notes = { -readonly [K in keyof ConsumerProgramState]: ConsumerProgramState[K] } & {
  records: string[];
  happenings: string[];
  log: string[];
};

const FOREVER: readonly ConsumerCall[] = [['read', Infinity]];

export function consumerProgram(): Behavior<ConsumerProgramState> {
  function take(before: ConsumerProgramState, turn: ConsumerTurn): Step<ConsumerProgramState> {
    const notes: Notes = {
      ...before,
      records: [...before.records],
      happenings: [...before.happenings],
      log: [...before.log],
    };
    do {
      for (let next = turn.outcomes.shift(); next !== undefined; next = turn.outcomes.shift()) {
        note(next, notes);
      }
      if (!notes.isWaiting) goOn(notes, turn);
    } while (turn.outcomes.length > 0);
    return [{ ...notes, consumer: turn.state }, turn.effects];
  }
  return {
    name: 'TestConsumer',
    handledSignals: ['TERM', 'INT'],
    start(process: ProcessInfo, env: Env) {
      const plan = JSON.parse(process.argv[1]!) as ConsumerPlan;
      const turn = openConsumer(
        { name: 'consumer', properties: propertiesOf(plan.properties), seed: process.seed },
        env,
      );
      if (plan.topics !== undefined) consumerSubscribe(turn, plan.topics);
      if (plan.pattern !== undefined) consumerSubscribePattern(turn, plan.pattern);
      if (plan.partitions !== undefined) consumerAssign(turn, plan.partitions);
      const nothing = { at: 0, isWaiting: false, polls: 0, records: [], happenings: [], log: [] };
      return take({ plan, consumer: turn.state, ...nothing }, turn);
    },
    step(state, event: NodeEvent, env) {
      const turn = consumerTurn(state.consumer, env);
      if (event.type === 'signal' && event.signal === 'INT') consumerWakeup(turn);
      else if (event.type === 'signal') consumerClose(turn, 'close');
      else consumerEvent(turn, event);
      const isOver = turn.outcomes.some(({ type }) => type === 'done') && turn.state.isClosed;
      const [next, effects] = take(state, turn);
      return [next, isOver ? [...effects, { type: 'exit', code: 0 } as const] : effects];
    },
  };
}

/** Makes the next calls, up to one that waits. */
function goOn(notes: Notes, turn: ConsumerTurn): void {
  const calls = notes.plan.calls ?? FOREVER;
  while (!notes.isWaiting && notes.at < calls.length && turn.outcomes.length === 0) {
    const next = calls[notes.at]!;
    if (next[0] === 'read' && notes.records.length < next[1]) {
      notes.isWaiting = true;
      consumerPoll(turn, Infinity);
      return;
    }
    notes.at++;
    try {
      notes.isWaiting = next[0] !== 'read' && makeCall(turn, next);
    } catch (error) {
      if (!(error instanceof ConsumerError)) throw error;
      notes.happenings.push(`${next[0]} threw ${error.failure.exception}: ${error.message}`);
    }
  }
}

/** Gives whether it has to be waited for. */
function makeCall(turn: ConsumerTurn, call: Exclude<ConsumerCall, readonly ['read', number]>) {
  const [tag] = call;
  switch (tag) {
    case 'poll':
      consumerPoll(turn, call[1]);
      return true;
    case 'commit':
      consumerCommit(turn, call[1], call[2] ?? null, tag);
      return call[1] === 'sync';
    case 'committed':
      consumerCommitted(turn, call[1], tag);
      return true;
    case 'position':
      consumerPosition(turn, call[1], tag);
      return true;
    case 'partitionsFor':
      consumerPartitionsFor(turn, call[1], tag);
      return true;
    case 'offsets':
      consumerOffsets(turn, call[1], call[2], tag);
      return true;
    case 'close':
      consumerClose(turn, tag);
      return true;
    case 'seek':
      consumerSeek(turn, call[1], call[2]);
      return false;
    case 'seekTo':
      consumerSeekTo(turn, call[1], call[2]);
      return false;
    case 'pause':
      consumerPause(turn, call[1]);
      return false;
    case 'resume':
      consumerResume(turn, call[1]);
      return false;
    case 'subscribe':
      consumerSubscribe(turn, call[1]);
      return false;
    case 'unsubscribe':
      consumerUnsubscribe(turn);
      return false;
    case 'wakeup':
      consumerWakeup(turn);
      return false;
  }
}

function note(outcome: ConsumerOutcome, notes: Notes): void {
  const { records, happenings, log } = notes;
  switch (outcome.type) {
    case 'polled':
      notes.isWaiting = false;
      notes.polls++;
      for (const { topic, partition, offset, value } of outcome.records) {
        records.push(`${partitionName(topic, partition)}:${offset}=${String(value)}`);
      }
      return;
    case 'log':
      log.push(`${outcome.level} ${outcome.text}`);
      return;
    case 'thrown':
      notes.isWaiting = false;
      // Nobody who polls for ever goes on after that.
      if (notes.plan.calls === undefined) notes.at++;
      happenings.push(`thrown ${outcome.exception.exception}: ${outcome.exception.message}`);
      return;
    case 'done': {
      const { tag, value, exception } = outcome;
      if (tag !== 'commit' || notes.plan.calls?.[notes.at - 1]?.[1] === 'sync') {
        notes.isWaiting = false;
      }
      const result =
        exception === null
          ? JSON.stringify(value)
          : `threw ${exception.exception}: ${exception.message}`;
      happenings.push(`${String(tag)} ${result}`);
      return;
    }
    default: {
      const names = outcome.partitions.map(({ topic, partition }) =>
        partitionName(topic, partition),
      );
      happenings.push(`${outcome.type} ${names.join(' ')}`);
    }
  }
}
