/** Programs that are nothing but a producer or an admin client. */
import type { Behavior, Env } from '../../../../src/engine/kernel/behavior.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { AdminAnswer, AdminMethod } from '../../../../src/engine/kafka/client/admin-calls.ts';
import * as methods from '../../../../src/engine/kafka/client/admin-calls.ts';
import type { AdminState } from '../../../../src/engine/kafka/client/admin.ts';
import {
  adminCall,
  adminEvent,
  adminTurn,
  openAdmin,
} from '../../../../src/engine/kafka/client/admin.ts';
import type { ProducerState } from '../../../../src/engine/kafka/client/producer.ts';
import {
  closeProducer,
  openProducer,
  produce,
  producerEvent,
  producerTurn,
} from '../../../../src/engine/kafka/client/producer.ts';
import type { TopicPartition } from '../../../../src/engine/kafka/protocol/topic-partition.ts';

const SERIALIZER = 'org.apache.kafka.common.serialization.StringSerializer';

interface ProducerPlan {
  readonly properties?: Readonly<Record<string, string>>;
  readonly records: readonly (TopicPartition & { readonly value: string; readonly key?: string })[];
}

export function producerProgram(): Behavior<ProducerState> {
  return {
    name: 'TestProducer',
    start(process, env) {
      const plan = JSON.parse(process.argv[1]!) as ProducerPlan;
      const properties = propertiesOf({
        'key.serializer': SERIALIZER,
        'value.serializer': SERIALIZER,
        ...plan.properties,
      });
      const turn = openProducer({ name: 'producer', properties, seed: process.seed }, env);
      plan.records.forEach(({ key, ...record }, i) =>
        produce(turn, { key: key ?? null, ...record }, i),
      );
      closeProducer(turn, 'close');
      return [turn.state, turn.effects];
    },
    step(state, event, env) {
      const turn = producerTurn(state, env);
      producerEvent(turn, event);
      const isOver = turn.outcomes.some(({ type }) => type === 'done');
      const exit: readonly Effect[] = isOver ? [{ type: 'exit', code: 0 }] : [];
      return [turn.state, [...turn.effects, ...exit]];
    },
  };
}

export interface AdminProgramState {
  readonly admin: AdminState;
  readonly call: readonly [name: string, args: readonly unknown[]];
  readonly rounds: readonly (readonly AdminAnswer[])[];
  readonly answers: Readonly<Record<number, AdminAnswer>>;
  readonly result: string | null;
}

export function adminProgram(): Behavior<AdminProgramState> {
  /** Goes through the method again, up to the round that is not answered. */
  function goOn(state: AdminProgramState, env: Env, effects: Effect[]): AdminProgramState {
    const [name, args] = state.call;
    const make = (methods as unknown as Record<string, (...a: unknown[]) => AdminMethod<unknown>>)[
      name
    ]!;
    const method = make(...args);
    let step = method.next();
    for (const answers of state.rounds) step = method.next(answers);
    if (step.done === true) return { ...state, result: JSON.stringify(step.value) };
    const { calls } = step.value;
    if (calls.every((_, i) => state.answers[i] !== undefined)) {
      const round = calls.map((_, i) => state.answers[i]!);
      return goOn({ ...state, rounds: [...state.rounds, round], answers: {} }, env, effects);
    }
    if (Object.keys(state.answers).length > 0) return state;
    const turn = adminTurn(state.admin, env, effects);
    calls.forEach((call, i) => adminCall(turn, call, i));
    return { ...state, admin: turn.state };
  }
  return {
    name: 'TestAdmin',
    start(process, env) {
      const call = JSON.parse(process.argv[1]!) as [string, unknown[]];
      const turn = openAdmin(
        { name: 'admin', properties: propertiesOf({}), seed: process.seed },
        env,
      );
      const state = { admin: turn.state, call, rounds: [], answers: {}, result: null };
      return [goOn(state, env, turn.effects), turn.effects];
    },
    step(state, event, env) {
      const turn = adminTurn(state.admin, env);
      adminEvent(turn, event);
      const answers = { ...state.answers };
      let hasNews = false;
      for (const outcome of turn.outcomes) {
        if (outcome.type !== 'answered' && outcome.type !== 'failed') continue;
        answers[outcome.tag as number] = outcome;
        hasNews = true;
      }
      const next = { ...state, admin: turn.state, answers };
      return [hasNews ? goOn(next, env, turn.effects) : next, turn.effects];
    },
  };
}

export function propertiesOf(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { 'bootstrap.servers': '192.168.8.12:9092', ...given };
}
