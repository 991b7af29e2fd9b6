/**
 * The scratch pad of one event of the controller: a routine changes it from top to bottom, asks ZooKeeper
 * in between, and gives out what the rest of the broker has to do.
 *
 * Mirrors: the fields that the methods of kafka.controller.KafkaController work on, 2.8.0. Where a routine
 * yields, upstream's event thread is blocked until ZooKeeper has answered.
 * Read next: process-event.ts (which routine an event has), zk-requests.ts (what is asked).
 */
import type { RandomState } from '../../kernel/random.ts';
import type { Emit } from '../../kernel/routine.ts';
import type { RequestBody } from '../../zookeeper/client/index.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import type { ContextChanges } from './controller-context.ts';
import { copyContext } from './controller-context.ts';
import type { ControllerEvent } from './controller-event.ts';
import type { ControllerOutput } from './controller-output.ts';
import type { ControllerSettings } from './controller-settings.ts';
import type { EventInput, ZkAnswer } from './controller-state.ts';
import type { Asker, CallSite } from './stack-traces.ts';

/** Part of a routine. */
export type Work<T> = Generator<readonly RequestBody[], T, ZkAnswer>;

export interface ControllerRun {
  readonly settings: ControllerSettings;
  readonly event: ControllerEvent['type'];
  /** Which part of the event asks for elections; null: one whose stack trace is not known. */
  asker: Asker | null;
  readonly context: ContextChanges;
  activeControllerId: number;
  random: RandomState;
  /** When the event began, or when ZooKeeper answered last. */
  wallClockMs: number;
  readonly emit: Emit<ControllerOutput>;
}

export function controllerRun(input: EventInput, emit: Emit<ControllerOutput>): ControllerRun {
  return {
    settings: input.settings,
    event: input.event.type,
    asker: null,
    context: copyContext(input.context),
    activeControllerId: input.activeControllerId,
    random: input.random,
    wallClockMs: input.wallClockMs,
    emit,
  };
}

/** Where a routine is, for a stack trace. */
export function callSite({ event, asker, settings }: ControllerRun): CallSite {
  return { event, asker, isOld: settings.isOld };
}

export function isActive({ activeControllerId, settings }: ControllerRun): boolean {
  return activeControllerId === settings.brokerId;
}

/** Lets everybody see how things stand. */
export function publish(run: ControllerRun): void {
  const { activeControllerId, random } = run;
  run.emit({ type: 'published', context: copyContext(run.context), activeControllerId, random });
}

/** Sends requests and waits for all answers. */
export function* ask(
  run: ControllerRun,
  requests: readonly RequestBody[],
): Work<readonly ZkReply[]> {
  if (requests.length === 0) return [];
  publish(run);
  const { replies, wallClockMs } = yield requests;
  run.wallClockMs = wallClockMs;
  return replies;
}
