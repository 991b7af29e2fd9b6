/**
 * The controller: the door of this folder.
 *
 * Mirrors: kafka.controller.KafkaController, 2.8.0.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type { BrokerState, BrokerTask, BrokerTurn, RequestRef } from '../server/broker-state.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import type { ControllerState } from './controller-state.ts';

export function initialController(): ControllerState {
  throw new Error('unwritten');
}

/** KafkaController.startup: watches /controller and elects. */
export function startController(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}

export function shutdownController(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}

export function isActiveController(_state: BrokerState): boolean {
  throw new Error('unwritten');
}

/**
 * ControlledShutdown, AlterIsr, ElectLeaders, AlterPartitionReassignments, ListPartitionReassignments:
 * only the active controller's; another answers NOT_CONTROLLER.
 */
export function handleControllerRequest(
  _turn: BrokerTurn,
  _request: KafkaRequest,
  _ref: RequestRef,
): void {
  throw new Error('unwritten');
}

/** Timers named `controller:…`, and connections to brokers; false: not the controller's. */
export function controllerEvent(_turn: BrokerTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}

/** Replies for `to: 'controller'`. */
export function onControllerZkReplies(
  _turn: BrokerTurn,
  _then: ZkContinuation,
  _replies: readonly ZkReply[],
): void {
  throw new Error('unwritten');
}

/** A watch fired; false when the path is none that the controller looks at. */
export function onControllerWatch(
  _turn: BrokerTurn,
  _event: (BrokerTask & { type: 'zk.watched' })['event'],
): boolean {
  throw new Error('unwritten');
}

/**
 * The session has expired (resign at once), or a new one is there and this broker is registered in it
 * again (reelect).
 */
export function onControllerSession(_turn: BrokerTurn, _state: 'expired' | 'reregistered'): void {
  throw new Error('unwritten');
}
