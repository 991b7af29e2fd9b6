/**
 * What the admin client's thread does: finds nodes for calls, sends them, takes what comes, and gives up
 * what has run out of time.
 *
 * Mirrors: KafkaAdminClient.AdminClientRunnable.processRequests, 2.8.0.
 * Read next: call-results.ts, admin-metadata.ts.
 */
import { ownState } from '../../../kernel/turn.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import type { NetworkOutcome, Node } from '../network-client.ts';
import {
  closeNetworkClient,
  connectionDelayMs,
  disconnectNode,
  hasConnectionFailed,
  leastLoadedNode,
  readyNode,
  sendRequest,
} from '../network-client.ts';
import type { AdminException } from './admin-method.ts';
import type { Call, CallsToSend } from './admin-state.ts';
import {
  beginAdminUpdate,
  isMetadataReady,
  metadataFetchDelayMs,
  requestAdminUpdate,
} from './admin-metadata.ts';
import type { AdminWork } from './admin-work.ts';
import { unassignUnsent } from './admin-work.ts';
import {
  dropInFlight,
  failCall,
  failDisconnected,
  failUnsupported,
  takeAnswer,
} from './call-results.ts';
import { metadataRequest } from './topic-methods.ts';

const LONGEST_WAIT_MS = 1_200_000;

export function wakeTimerOf(name: string): string {
  return `${name}:wake`;
}

/** Does everything that can be done now, and sets the timer for what comes next. */
export function runThread(work: AdminWork): void {
  const { outcomes } = work.network;
  let waitMs = LONGEST_WAIT_MS;
  do {
    takeOutcomes(work, outcomes.splice(0));
    if (exitsThread(work)) return;
    waitMs = Math.min(LONGEST_WAIT_MS, timeOutCalls(work));
    waitMs = Math.min(waitMs, assignPending(work));
    waitMs = Math.min(waitMs, fetchMetadata(work));
    waitMs = Math.min(waitMs, sendEligible(work));
    if (work.turn.state.pending.length > 0) {
      waitMs = Math.min(waitMs, work.turn.state.config.retryBackoffMs);
    }
  } while (outcomes.length > 0);
  setWake(work, waitMs);
}

function takeOutcomes(work: AdminWork, outcomes: readonly NetworkOutcome[]): void {
  const { turn, network } = work;
  for (const outcome of outcomes) {
    switch (outcome.type) {
      case 'log':
        turn.outcomes.push(outcome);
        break;
      case 'disconnected':
        requestAdminUpdate(turn);
        break;
      case 'response':
      case 'failed':
        takeResult(work, outcome);
        break;
      case 'ready':
    }
  }
  unassignUnsent(work, ({ id }) => hasConnectionFailed(network.client, id));
}

function takeResult(
  work: AdminWork,
  outcome: Extract<NetworkOutcome, { readonly type: 'response' | 'failed' }>,
): void {
  const found = work.turn.state.inFlight.find(({ call }) => call.id === outcome.tag);
  if (found === undefined) return;
  const { call, node } = found;
  dropInFlight(work, call.id);
  if (outcome.type === 'response') takeAnswer(work, call, node, outcome.response);
  else if (outcome.reason === 'unsupported') failUnsupported(work, call, outcome.request);
  else failDisconnected(work, call, node, outcome.request.correlationId);
}

/** Closing, and nothing of the owner's is left. */
function exitsThread({ turn, network }: AdminWork): boolean {
  const { isClosing, isClosed, pending, toSend, inFlight, options } = turn.state;
  if (isClosed) return true;
  if (!isClosing) return false;
  const calls = [...pending, ...toSend.flatMap((t) => t.calls), ...inFlight.map((f) => f.call)];
  if (calls.some(({ purpose }) => purpose !== 'metadata')) return false;
  closeNetworkClient(network);
  turn.effects.push({ type: 'cancelTimer', name: wakeTimerOf(options.name) });
  Object.assign(ownState(turn), { isClosed: true, pending: [], toSend: [], inFlight: [] });
  turn.outcomes.push({ type: 'closed' });
  return true;
}

/** Gives the milliseconds until the next call runs out of time. */
function timeOutCalls(work: AdminWork): number {
  const { turn } = work;
  const { nowMs } = turn.env;
  const isOver = ({ deadlineMs }: Call): boolean => deadlineMs < nowMs;
  const overdue: (readonly [Call, string])[] = [];
  const { pending, toSend, inFlight } = turn.state;
  for (const call of pending) {
    if (isOver(call)) overdue.push([call, 'Timed out waiting for a node assignment.']);
  }
  for (const { calls } of toSend) {
    for (const call of calls) {
      if (isOver(call)) overdue.push([call, 'Timed out waiting to send the call.']);
    }
  }
  if (overdue.length > 0) {
    const state = ownState(turn);
    state.pending = pending.filter((call) => !isOver(call));
    state.toSend = toSend.map(({ node, calls }) => ({
      node,
      calls: calls.filter((call) => !isOver(call)),
    }));
    for (const [call, text] of overdue) failCall(work, call, timeout(text, call), true);
  }
  for (const { node, call } of inFlight) {
    if (!isOver(call) || call.isAborted) continue;
    ownState(turn).inFlight = turn.state.inFlight.map((other) =>
      other.call.id === call.id ? { node, call: { ...call, isAborted: true } } : other,
    );
    disconnectNode(work.network, node.id);
  }
  // A millisecond more: a call may take all of its time.
  const deadlines = [...pending, ...toSend.flatMap((t) => t.calls), ...inFlight.map((f) => f.call)];
  return Math.min(...deadlines.filter((c) => !isOver(c)).map((c) => c.deadlineMs + 1 - nowMs));
}

function timeout(text: string, { call }: Call): AdminException {
  return {
    exception: 'org.apache.kafka.common.errors.TimeoutException',
    message: `${text} Call: ${call.name}`,
    error: 'REQUEST_TIMED_OUT',
  };
}

/** Finds nodes for the calls that wait for one. Gives the milliseconds until one may be tried again. */
function assignPending(work: AdminWork): number {
  const { turn } = work;
  const { nowMs } = turn.env;
  let waitMs = Infinity;
  for (const call of turn.state.pending) {
    const allowedMs = call.nextAllowedTryMs ?? nowMs;
    if (nowMs < allowedMs) waitMs = Math.min(waitMs, allowedMs - nowMs);
    else if (assign(work, call)) {
      const state = ownState(turn);
      state.pending = state.pending.filter(({ id }) => id !== call.id);
    }
  }
  return waitMs;
}

function assign(work: AdminWork, call: Call): boolean {
  const node = nodeFor(work, call);
  if (node === null) return false;
  const state = ownState(work.turn);
  const isThere = state.toSend.some((other) => other.node.id === node.id);
  state.toSend = isThere
    ? state.toSend.map((other): CallsToSend =>
        other.node.id === node.id ? { node, calls: [...other.calls, call] } : other,
      )
    : [...state.toSend, { node, calls: [call] }];
  return true;
}

/** NodeProvider.provide. */
function nodeFor({ turn, network }: AdminWork, { purpose, call: { target } }: Call): Node | null {
  const { metadata } = turn.state;
  if (purpose === 'metadata') return leastLoadedNode(network, metadata.nodes);
  if (isMetadataReady(metadata)) {
    if (target.to === 'any') return leastLoadedNode(network, metadata.nodes);
    const id = target.to === 'broker' ? target.id : metadata.controllerId;
    const node = metadata.nodes.find((other) => other.id === id);
    if (node !== undefined) return node;
  }
  requestAdminUpdate(turn);
  return null;
}

function fetchMetadata(work: AdminWork): number {
  const { turn } = work;
  const delayMs = metadataFetchDelayMs(turn);
  if (delayMs > 0) return delayMs;
  beginAdminUpdate(turn);
  const { nextCallId, config } = turn.state;
  const state = ownState(turn);
  state.nextCallId = nextCallId + 1;
  const goal = {
    name: 'fetchMetadata',
    target: { to: 'any' },
    request: metadataRequest([], true),
  } as const;
  const call: Call = {
    id: nextCallId,
    purpose: 'metadata',
    call: goal,
    goal,
    goalTries: 0,
    goalNextAllowedTryMs: null,
    deadlineMs: turn.env.nowMs + config.requestTimeoutMs,
    tries: 0,
    nextAllowedTryMs: null,
    isAborted: false,
    tag: null,
  };
  if (!assign(work, call)) state.pending = [...state.pending, call];
  return Infinity;
}

/** One call to each node that is ready. Gives the milliseconds until a node may be dialled again. */
function sendEligible(work: AdminWork): number {
  const { turn, network } = work;
  const { nowMs } = turn.env;
  let waitMs = Infinity;
  for (const { node, calls } of turn.state.toSend) {
    const [call, ...rest] = calls;
    if (call === undefined) continue;
    if (!readyNode(network, node)) {
      waitMs = Math.min(waitMs, connectionDelayMs(network.client, node.id, nowMs));
      continue;
    }
    const { requestTimeoutMs } = turn.state.config;
    const timeoutMs = Math.min(requestTimeoutMs, call.deadlineMs - nowMs);
    const state = ownState(turn);
    state.toSend = state.toSend.map((other) =>
      other.node.id === node.id ? { node, calls: rest } : other,
    );
    state.inFlight = [...state.inFlight, { node, call }];
    // Upstream cuts what has taken longer, not what has taken as long.
    const request = withTimeout(call, timeoutMs);
    sendRequest(network, node.id, request, call.id, { timeoutMs: timeoutMs + 1 });
  }
  const state = ownState(turn);
  state.toSend = state.toSend.filter(({ calls }) => calls.length > 0);
  return waitMs;
}

function withTimeout({ call: { request } }: Call, timeoutMs: number): RequestBody {
  if (!('timeoutMs' in request)) return request;
  return { ...request, timeoutMs: Math.trunc(timeoutMs) } as RequestBody;
}

function setWake({ turn }: AdminWork, waitMs: number): void {
  const { options, wakeAtMs } = turn.state;
  const { nowMs } = turn.env;
  const atMs = nowMs + Math.max(1, waitMs);
  if (wakeAtMs !== null && wakeAtMs > nowMs && wakeAtMs <= atMs) return;
  ownState(turn).wakeAtMs = atMs;
  turn.effects.push({
    type: 'setTimer',
    name: wakeTimerOf(options.name),
    delayMs: Math.max(1, waitMs),
  });
}
