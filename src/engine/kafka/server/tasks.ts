/**
 * What parts of a broker have to do next: each task goes to its part, until none is left.
 *
 * Mirrors: the calls between kafka.server's objects, 2.8.0.
 * Read next: broker.ts.
 */
import {
  onControllerWatch,
  onControllerZkReplies,
  onUncleanElectionEnabled,
} from '../controller/controller.ts';
import { onGroupAppended, onGroupLeadership } from '../group/group-coordinator.ts';

import { handleLogDirFailure, onReplicaZkReplies } from '../replica/replica-manager.ts';
import {
  onProducerIdReplies,
  onTransactionAppended,
  onTransactionLeadership,
} from '../transaction/transaction-coordinator.ts';
import { onAdminReplies } from './admin-table.ts';
import { handleRequest } from './apis.ts';
import type { BrokerTask, BrokerTurn } from './broker-state.ts';
import { onConfigReplies, onConfigWatch } from './config-changes.ts';
import { onFeatureReplies, onFeatureWatch } from './features.ts';
import { mainSerial, onLifecycleReplies, resumeLifecycle } from './lifecycle.ts';
import { beginShutdown } from './signals.ts';
import { onZkSession } from './zk-session.ts';

/** Does all that is to be done, oldest first; what comes up meanwhile is done as well. */
export function drainTasks(turn: BrokerTurn): void {
  const { tasks } = turn;
  for (let next = 0; next < tasks.length; next++) doTask(turn, tasks[next]!);
  tasks.length = 0;
}

function doTask(turn: BrokerTurn, task: BrokerTask): void {
  switch (task.type) {
    case 'request':
      return handleRequest(turn, task.request, task.ref);
    case 'zk.replied':
      return onReplies(turn, task);
    case 'zk.watched':
      return onWatch(turn, task);
    case 'zk.session':
      return onZkSession(turn, task);
    case 'appended':
      return onAppended(turn, task);
    case 'leadership':
      return onLeadership(turn, task);
    case 'farewell.answered': {
      const serial = mainSerial(turn, 'farewell');
      if (serial !== null) resumeLifecycle(turn, serial, task.answer);
      return;
    }
    case 'uncleanElectionEnabled':
      return onUncleanElectionEnabled(turn, task.topic);
    case 'logDirFailed':
      return handleLogDirFailure(turn);
    case 'halt':
      turn.effects.push({ type: 'exit', code: task.code });
      return;
    case 'shutdown':
      return beginShutdown(turn, 0);
  }
}

function onReplies(
  turn: BrokerTurn,
  { then, replies }: BrokerTask & { readonly type: 'zk.replied' },
): void {
  switch (then.to) {
    case 'lifecycle':
      if (then.data === 'features') return onFeatureReplies(turn, replies);
      return onLifecycleReplies(turn, then.data as number, replies);
    case 'controller':
      return onControllerZkReplies(turn, then, replies);
    case 'admin':
      return onAdminReplies(turn, then, replies);
    case 'config':
      return onConfigReplies(turn, then, replies);
    case 'producerIds':
      return onProducerIdReplies(turn, then, replies);
    case 'replicas':
      return onReplicaZkReplies(turn, then, replies);
  }
}

function onWatch(turn: BrokerTurn, { event }: BrokerTask & { readonly type: 'zk.watched' }): void {
  if (onFeatureWatch(turn, event) || onConfigWatch(turn, event)) return;
  if (turn.state.lifecycle.started.hasController) onControllerWatch(turn, event);
}

function onAppended(
  turn: BrokerTurn,
  { then, results }: BrokerTask & { readonly type: 'appended' },
): void {
  switch (then.to) {
    case 'groups':
      return onGroupAppended(turn, then, results);
    case 'transactions':
    case 'markers':
      return onTransactionAppended(turn, then, results);
    case 'produce':
      return;
  }
}

function onLeadership(turn: BrokerTurn, task: BrokerTask & { readonly type: 'leadership' }): void {
  if (task.topic === '__consumer_offsets') onGroupLeadership(turn, task);
  else onTransactionLeadership(turn, task);
}
