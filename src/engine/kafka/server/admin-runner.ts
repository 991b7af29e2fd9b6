/**
 * Runs what administration does in ZooKeeper, from top to bottom, while the broker goes on.
 *
 * Mirrors: request handler threads that wait for ZooKeeper, 2.8.0.
 * Read next: admin-table.ts (which operations there are), ../zk/zk-script.ts.
 */
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Emit, RoutineStep } from '../../kernel/routine.ts';
import { resumeRoutine, startRoutine } from '../../kernel/routine.ts';
import type { RequestBody } from '../../zookeeper/client/index.ts';
import { zkCall } from '../zk/broker-zk.ts';
import type { ZkScript } from '../zk/zk-script.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn } from './broker-state.ts';
import type { LogLevel } from './kafka-log.ts';
import { kafkaLog } from './kafka-log.ts';

/** A line of server.log that an operation writes on its way. */
export interface AdminLine {
  readonly level: LogLevel;
  readonly text: string;
  readonly logger: string;
}

/** Something that administration does. `script` may depend on its input alone; `done` sees the broker. */
export interface AdminOperation<I, V> {
  readonly name: string;
  readonly script: (input: I, log: Emit<AdminLine>) => ZkScript<V>;
  readonly done: (turn: BrokerTurn, input: I, value: V) => void;
}

type Step<V> = RoutineStep<unknown, readonly RequestBody[], readonly ZkReply[], V>;

export function startAdmin<I, V>(
  turn: BrokerTurn,
  operation: AdminOperation<I, V>,
  input: I,
): void {
  const number = turn.state.admin.nextNumber;
  ownPart(turn, 'admin').nextNumber = number + 1;
  take(turn, operation, number, input, startRoutine(operation.script, input, logInto(turn)));
}

/** Goes on with the operation that has asked; nothing when it is no more (the broker has restarted). */
export function resumeAdmin(
  turn: BrokerTurn,
  operations: Readonly<Record<string, AdminOperation<never, never>>>,
  number: number,
  replies: readonly ZkReply[],
): void {
  const known = mapGet(turn.state.admin.runs, String(number));
  if (known === undefined) return;
  const operation = operations[known.operation]! as unknown as AdminOperation<unknown, unknown>;
  const { input } = known.run;
  take(
    turn,
    operation,
    number,
    input,
    resumeRoutine(operation.script, known.run, replies, logInto(turn)),
  );
}

function take<I, V>(
  turn: BrokerTurn,
  operation: AdminOperation<I, V>,
  number: number,
  input: I,
  step: Step<V>,
): void {
  const admin = ownPart(turn, 'admin');
  const key = String(number);
  if (step.type === 'call') {
    const { name } = operation;
    admin.runs = mapSet(admin.runs, key, { operation: name, run: step.run });
    zkCall(turn, step.call, { to: 'admin', data: number });
    return;
  }
  admin.runs = mapDelete(admin.runs, key);
  if (step.type === 'thrown') throw step.error;
  operation.done(turn, input, step.value);
}

function logInto(turn: BrokerTurn): Emit<AdminLine> {
  return ({ level, text, logger }) => kafkaLog(turn, 'server', level, text, logger);
}
