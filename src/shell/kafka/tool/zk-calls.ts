/**
 * Answers a tool's calls of its ZooKeeper client.
 *
 * Mirrors: kafka.zookeeper.ZooKeeperClient, 2.8.0, on the client library of ZooKeeper 3.5.9.
 * Departs: the library is that of 3.8.0.
 * Read next: zk-log.ts, ../zk/zk-client.ts.
 */
import type { NodeEvent } from '../../../engine/index.ts';
import type { ZkClientOutcome, ZkClientTurn } from '../../../engine/kafka/index.ts';
import {
  isConnectStringFault,
  isZkConnected,
  openZkClient,
  parseConnectString,
  zkClientClose,
  zkClientEvent,
  zkClientRequest,
  zkClientTurn,
} from '../../../engine/kafka/index.ts';
import type { ZkAnswer, ZkToolCall } from './calls.ts';
import type { ToolTurn } from './tool-state.ts';
import { answer, change, waitingFor } from './tool-state.ts';
import { logZkLine } from './zk-log.ts';

const TIMEOUT_TIMER = 'tool:zk';

/** What a request says about itself. */
interface Tag {
  readonly call: number;
  readonly index: number;
}

export function beginZkCall(turn: ToolTurn, call: ZkToolCall): void {
  switch (call.type) {
    case 'zk.open':
      return open(turn, call.connectString, call.sessionTimeoutMs);
    case 'zk.awaitConnected': {
      const { zk } = turn.state;
      if (zk !== null && isZkConnected(zk)) return answer(turn, { type: 'flag', value: true });
      const { timeoutMs } = call;
      if (timeoutMs === Infinity) return;
      turn.effects.push({ type: 'setTimer', name: TIMEOUT_TIMER, delayMs: timeoutMs });
      return;
    }
    case 'zk.requests': {
      const number = turn.state.callCount;
      if (call.requests.length === 0) return answer(turn, { type: 'zk', replies: [] });
      const waiting = { ...turn.state.waiting!, answers: call.requests.map(() => null) };
      change(turn, { waiting });
      return withZk(turn, (pad) => {
        for (const [index, body] of call.requests.entries()) {
          zkClientRequest(pad, body, { call: number, index } satisfies Tag);
        }
      });
    }
    case 'zk.close':
      if (turn.state.zk === null) return answer(turn, { type: 'done' });
      return withZk(turn, zkClientClose);
  }
}

function open(turn: ToolTurn, connectString: string, sessionTimeoutMs: number): void {
  const connect = parseConnectString(connectString);
  if (isConnectStringFault(connect)) {
    const { exception, message } = connect;
    return answer(turn, { type: 'thrown', exception: { exception, message } });
  }
  const { process, clientCount } = turn.state;
  const name = `zk-${clientCount + 1}`;
  change(turn, { clientCount: clientCount + 1 });
  const options = { name, connect, sessionTimeoutMs, seed: process.seed, isLogging: true };
  take(turn, openZkClient(options, turn.env, turn.effects));
  answer(turn, { type: 'done' });
}

/** False: the event is not the ZooKeeper client's. */
export function handOnToZk(turn: ToolTurn, event: NodeEvent): boolean {
  if (event.type === 'timer' && event.name === TIMEOUT_TIMER) {
    if (waitingFor(turn, 'zk.awaitConnected') !== null) {
      answer(turn, { type: 'flag', value: false });
    }
    return true;
  }
  const { zk } = turn.state;
  if (zk === null) return false;
  const pad = zkClientTurn(zk, turn.env, turn.effects);
  const isOurs = zkClientEvent(pad, event);
  if (isOurs) take(turn, pad);
  return isOurs;
}

function withZk(turn: ToolTurn, act: (pad: ZkClientTurn) => void): void {
  const { zk } = turn.state;
  if (zk === null) return;
  const pad = zkClientTurn(zk, turn.env, turn.effects);
  act(pad);
  take(turn, pad);
}

function take(turn: ToolTurn, pad: ZkClientTurn): void {
  change(turn, { zk: pad.state });
  for (const outcome of pad.outcomes) takeOutcome(turn, outcome);
}

function takeOutcome(turn: ToolTurn, outcome: ZkClientOutcome): void {
  switch (outcome.type) {
    case 'reply': {
      const { err, reply } = outcome;
      return takeReply(turn, outcome.tag as Tag, { err, reply });
    }
    case 'event': {
      const { type, state } = outcome.event;
      if (type !== 'None' || state !== 'SyncConnected') return;
      if (waitingFor(turn, 'zk.awaitConnected') === null) return;
      turn.effects.push({ type: 'cancelTimer', name: TIMEOUT_TIMER });
      return answer(turn, { type: 'flag', value: true });
    }
    case 'closed':
      change(turn, { zk: null });
      if (waitingFor(turn, 'zk.close') !== null) answer(turn, { type: 'done' });
      return;
    case 'log':
      return logZkLine(turn, outcome);
  }
}

/** Notes a reply; the last one answers the call. */
function takeReply(turn: ToolTurn, tag: Tag, given: ZkAnswer): void {
  const waiting = waitingFor(turn, 'zk.requests');
  if (waiting === null || waiting.number !== tag.call) return;
  const answers = waiting.answers.map((each, index) => (index === tag.index ? given : each));
  change(turn, { waiting: { ...waiting, answers } });
  if (answers.includes(null)) return;
  answer(turn, { type: 'zk', replies: answers as ZkAnswer[] });
}
