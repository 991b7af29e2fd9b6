/**
 * A program that only this test has: a producer or a consumer of the client library, driven by lines on
 * its standard input. It says `ok …` or `ERR exception: message` when a command has ended.
 *
 * Mirrors: the recorder's driver around KafkaProducer and KafkaConsumer, 2.8.0.
 */
import type {
  Behavior,
  Effect,
  Env,
  NodeEvent,
  ProcessInfo,
  Step,
} from '../../../src/engine/index.ts';
import type {
  ConsumerOutcome,
  ConsumerState,
  ConsumerTurn,
  ProducerOutcome,
  ProducerState,
  ProducerTurn,
} from '../../../src/engine/kafka/index.ts';
import {
  abortTransaction,
  beginTransaction,
  commitTransaction,
  consumerCommit,
  consumerEvent,
  consumerPoll,
  consumerSubscribe,
  consumerTurn,
  initTransactions,
  openConsumer,
  openProducer,
  produce,
  producerEvent,
  producerTurn,
} from '../../../src/engine/kafka/index.ts';

interface DriverState {
  readonly process: ProcessInfo;
  readonly producer: ProducerState | null;
  readonly consumer: ConsumerState | null;
  /** What a poll goes on for; null: no poll is under way. */
  readonly polling: {
    readonly wanted: number;
    readonly got: number;
    readonly untilMs: number;
  } | null;
  readonly unread: string;
}

/** How long a poll for some records may take. */
const PATIENCE_MS = 30_000;

export const driver: Behavior<DriverState> = {
  name: 'driver',
  start(process): Step<DriverState> {
    return [{ process, producer: null, consumer: null, polling: null, unread: '' }, []];
  },
  step(state, event, env): Step<DriverState> {
    const effects: Effect[] = [];
    if (event.type === 'stdin') {
      const lines = (state.unread + event.text).split('\n');
      const unread = lines.pop()!;
      let next: DriverState = { ...state, unread };
      for (const line of lines) next = doCommand(next, line, env, effects);
      return [next, effects];
    }
    if (event.type === 'stdin.end') return [state, [{ type: 'exit', code: 0 }]];
    return [handle(state, event, env, effects), effects];
  },
};

function handle(state: DriverState, event: NodeEvent, env: Env, effects: Effect[]): DriverState {
  if (state.producer !== null) {
    const turn = producerTurn(state.producer, env, effects);
    if (producerEvent(turn, event)) return afterProducer(state, turn);
  }
  if (state.consumer !== null) {
    const turn = consumerTurn(state.consumer, env, effects);
    if (consumerEvent(turn, event)) return afterConsumer(state, turn);
  }
  return state;
}

function doCommand(state: DriverState, line: string, env: Env, effects: Effect[]): DriverState {
  const [word = '', ...rest] = line.trim().split(/\s+/);
  if (word === 'open') return open(state, rest, env, effects);
  if (state.producer !== null) return doProducer(state, word, rest, env, effects);
  return doConsumer(state, word, rest, env, effects);
}

function say(effects: Effect[], text: string): void {
  effects.push({ type: 'output', fd: 1, text: `${text}\n` });
}

function open(
  state: DriverState,
  settings: readonly string[],
  env: Env,
  effects: Effect[],
): DriverState {
  const [, kind, servers = ''] = state.process.argv;
  const properties: Record<string, string> = { 'bootstrap.servers': servers };
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    properties[setting.slice(0, equals)] = setting.slice(equals + 1);
  }
  const options = { name: 'driver', properties, seed: state.process.seed };
  if (kind === 'producer') {
    const next = afterProducer(state, openProducer(options, env, effects));
    say(effects, 'ok');
    return next;
  }
  const manual = { ...properties, 'enable.auto.commit': 'false' };
  const next = afterConsumer(state, openConsumer({ ...options, properties: manual }, env, effects));
  say(effects, 'ok');
  return next;
}

function doProducer(
  state: DriverState,
  word: string,
  rest: readonly string[],
  env: Env,
  effects: Effect[],
): DriverState {
  const turn = producerTurn(state.producer!, env, effects);
  switch (word) {
    case 'init':
      initTransactions(turn, word);
      break;
    case 'begin':
      beginTransaction(turn, word);
      break;
    case 'commit':
      commitTransaction(turn, word);
      break;
    case 'abort':
      abortTransaction(turn, word);
      break;
    default: {
      const [topic = '', partition = '-', key = '-', value = ''] = rest;
      produce(
        turn,
        {
          topic,
          partition: partition === '-' ? null : Number(partition),
          key: key === '-' ? null : key === "''" ? '' : key,
          value,
        },
        word,
      );
    }
  }
  return afterProducer(state, turn);
}

function afterProducer(state: DriverState, turn: ProducerTurn): DriverState {
  for (const outcome of turn.outcomes) tellProducer(turn.effects, outcome);
  return { ...state, producer: turn.state };
}

function tellProducer(effects: Effect[], outcome: ProducerOutcome): void {
  if (outcome.type === 'sent') {
    const { topic, partition, offset } = outcome.metadata;
    say(effects, `ok ${topic}-${partition} offset ${offset}`);
  } else if (outcome.type === 'failed' || outcome.type === 'done') {
    const { exception } = outcome;
    say(effects, exception === null ? 'ok' : `ERR ${exception.exception}: ${exception.message}`);
  }
}

function doConsumer(
  state: DriverState,
  word: string,
  rest: readonly string[],
  env: Env,
  effects: Effect[],
): DriverState {
  const turn = consumerTurn(state.consumer!, env, effects);
  let { polling } = state;
  if (word === 'subscribe') {
    consumerSubscribe(turn, rest);
    say(effects, 'ok');
  } else if (word === 'commitsync') consumerCommit(turn, 'sync', null, word);
  else {
    // `poll until 3 records`, `poll for 6 s`.
    const [how, count] = rest;
    const wanted = how === 'until' ? Number(count) : Infinity;
    const forMs = how === 'until' ? PATIENCE_MS : 1_000 * Number(count);
    polling = { wanted, got: 0, untilMs: env.nowMs + forMs };
    consumerPoll(turn, 500);
  }
  return afterConsumer({ ...state, polling }, turn);
}

function afterConsumer(state: DriverState, turn: ConsumerTurn): DriverState {
  let { polling } = state;
  for (let i = 0; i < turn.outcomes.length; i++) {
    polling = tellConsumer(turn, turn.outcomes[i]!, polling);
  }
  return { ...state, polling, consumer: turn.state };
}

function tellConsumer(
  turn: ConsumerTurn,
  outcome: ConsumerOutcome,
  polling: DriverState['polling'],
): DriverState['polling'] {
  const { effects, env } = turn;
  if (outcome.type === 'done') {
    const { exception } = outcome;
    say(effects, exception === null ? 'ok' : `ERR ${exception.exception}: ${exception.message}`);
  } else if (outcome.type === 'thrown') {
    say(effects, `ERR ${outcome.exception.exception}: ${outcome.exception.message}`);
    return null;
  } else if (outcome.type === 'polled' && polling !== null) {
    for (const { topic, partition, offset, key, value } of outcome.records) {
      say(effects, `${topic}-${partition} offset ${offset}: ${String(key)} = ${String(value)}`);
    }
    const got = polling.got + outcome.records.length;
    if (got >= polling.wanted || env.nowMs >= polling.untilMs) {
      say(effects, `ok ${got}`);
      return null;
    }
    consumerPoll(turn, Math.max(0, Math.min(500, polling.untilMs - env.nowMs)));
    return { ...polling, got };
  }
  return polling;
}
