/**
 * Carries out the calls of scripts on the process's client.
 *
 * Mirrors: what ZooKeeperMain does with its ZooKeeper object, 3.8.0.
 * Read next: calls.ts, zk-cli.ts.
 */
import type { ClientOutcome, ClientTurn, RequestBody } from '../../../engine/zookeeper/index.ts';
import { nextInteger, readText, splitStream } from '../../../engine/index.ts';
import {
  clientAddAuth,
  clientClose,
  clientRequest,
  clientTurn,
  ErrorCode,
  isAlive,
  isConnectStringFault,
  openClient,
  parseConnectString,
} from '../../../engine/zookeeper/index.ts';
import type { CliCall, CliReply, CliResult } from './calls.ts';
import type { CliTurn, WaitingCall } from './cli-state.ts';
import { answer, print, takeOutcomes } from './cli-state.ts';
import { environmentText, mainLogText } from './console-log.ts';

const TIMEOUT_TIMER = 'zkCli:timeout';

/** What a request of this process says about itself. */
type Tag = { readonly call: number; readonly index: number };

/** Starts a call; it may be answered at once. */
export function beginCall(turn: CliTurn, call: CliCall): void {
  switch (call.type) {
    case 'request': {
      const { body, timeoutMs } = call;
      if (timeoutMs !== undefined) startTimeout(turn, timeoutMs);
      const { isLocal = false, isServerPath = false } = call;
      return send(turn, [body], { isLocal, isServerPath });
    }
    case 'requests':
      return send(turn, call.bodies, {});
    case 'addAuth':
      wait(turn, 'replies', []);
      withClient(turn, (pad) => clientAddAuth(pad, call.scheme, call.auth));
      return answer(turn, 'replies', { type: 'done' });
    case 'close':
      wait(turn, 'closed', []);
      if (turn.state.client === null) return answer(turn, 'closed', { type: 'done' });
      return withClient(turn, clientClose);
    case 'open':
      wait(turn, 'replies', []);
      return answer(turn, 'replies', open(turn, call.connectString));
    case 'awaitConnected':
      wait(turn, 'connected', []);
      return startTimeout(turn, call.timeoutMs);
    case 'sleep':
      wait(turn, 'sleep', []);
      return startTimeout(turn, call.ms);
    case 'isAlive': {
      const { client } = turn.state;
      wait(turn, 'replies', []);
      const value = client !== null && isAlive(client);
      return answer(turn, 'replies', { type: 'flag', value });
    }
    case 'race': {
      const { process, callCount } = turn.state;
      wait(turn, 'replies', []);
      const [draw] = nextInteger(splitStream(process.seed, `race ${callCount}`), 2);
      return answer(turn, 'replies', { type: 'flag', value: draw === 0 });
    }
    case 'readFile': {
      wait(turn, 'replies', []);
      const text = readText(turn.env.host.disk, call.path) ?? null;
      return answer(turn, 'replies', { type: 'text', text });
    }
  }
}

function wait(turn: CliTurn, kind: WaitingCall['kind'], replies: WaitingCall['replies']): void {
  const number = turn.state.callCount + 1;
  turn.state = {
    ...turn.state,
    callCount: number,
    waiting: { number, kind, replies, result: null },
  };
}

function startTimeout(turn: CliTurn, delayMs: number): void {
  turn.effects.push({ type: 'setTimer', name: TIMEOUT_TIMER, delayMs });
}

/** True when the timer was that of the running call. */
export function onCallTimeout(turn: CliTurn, timer: string): boolean {
  if (timer !== TIMEOUT_TIMER) return false;
  answer(turn, 'connected', { type: 'flag', value: false });
  answer(turn, 'replies', { type: 'timedOut' });
  answer(turn, 'sleep', { type: 'done' });
  return true;
}

function withClient(turn: CliTurn, act: (pad: ClientTurn) => void): void {
  const { client } = turn.state;
  if (client === null) return;
  const pad = clientTurn(client, turn.env, turn.effects);
  act(pad);
  turn.state = { ...turn.state, client: pad.state };
  takeOutcomes(turn, pad.outcomes, takeReply);
}

function send(
  turn: CliTurn,
  bodies: readonly RequestBody[],
  options: { isLocal?: boolean; isServerPath?: boolean },
): void {
  wait(
    turn,
    'replies',
    bodies.map(() => null),
  );
  if (bodies.length === 0) return answer(turn, 'replies', { type: 'replies', replies: [] });
  const call = turn.state.callCount;
  withClient(turn, (pad) => {
    for (const [index, body] of bodies.entries()) {
      clientRequest(pad, body, { call, index } satisfies Tag, options);
    }
  });
}

/** Notes a reply; the last one answers the call. */
export function takeReply(turn: CliTurn, reply: Extract<ClientOutcome, { type: 'reply' }>): void {
  const tag = reply.tag as Tag | null;
  const { waiting } = turn.state;
  if (tag === null || waiting?.number !== tag.call || waiting.result !== null) return;
  const replies = waiting.replies.map((each, index) =>
    index === tag.index ? { err: reply.err, reply: reply.reply } : each,
  );
  turn.state = { ...turn.state, waiting: { ...waiting, replies } };
  if (replies.includes(null)) return;
  turn.effects.push({ type: 'cancelTimer', name: TIMEOUT_TIMER });
  answer(turn, 'replies', { type: 'replies', replies: replies as CliReply[] });
}

/** A new client takes the place of the closed one. */
function open(turn: CliTurn, connectString: string): CliResult {
  const { memory, process, isLogging, clientCount } = turn.state;
  const connect = parseConnectString(connectString);
  const sessionTimeoutMs = Number(memory.options.timeout);
  if (isLogging) logOpening(turn, connectString, sessionTimeoutMs);
  if (isConnectStringFault(connect)) return { type: 'fault', ...connect };
  const options = {
    name: `zk${clientCount}`,
    connect,
    sessionTimeoutMs,
    seed: process.seed,
    canBeReadOnly: memory.options.isReadOnly,
    isLogging,
  };
  const pad = openClient(options, turn.env, turn.effects);
  turn.state = { ...turn.state, client: pad.state, clientCount: clientCount + 1 };
  takeOutcomes(turn, pad.outcomes, takeReply);
  return { type: 'done' };
}

function logOpening(turn: CliTurn, connectString: string, sessionTimeoutMs: number): void {
  const { process, clientCount } = turn.state;
  const line = (source: string, text: string): void =>
    print(turn, 1, mainLogText(turn.env, 'INFO', source, text));
  if (clientCount === 0) print(turn, 1, environmentText(turn.env, process));
  line(
    'o.a.z.ZooKeeper@637',
    `Initiating client connection, connectString=${connectString} ` +
      `sessionTimeout=${sessionTimeoutMs} watcher=org.apache.zookeeper.ZooKeeperMain$MyWatcher@` +
      ((process.seed ^ (clientCount * 0x9e3779b9)) >>> 0).toString(16),
  );
  if (clientCount === 0) {
    line(
      'o.a.z.c.X509Util@77',
      'Setting -D jdk.tls.rejectClientInitiatedRenegotiation=true to disable client-initiated TLS ' +
        'renegotiation',
    );
  }
  line('o.a.z.ClientCnxnSocket@239', 'jute.maxbuffer value is 1048575 Bytes');
  line('o.a.z.ClientCnxn@1732', 'zookeeper.request.timeout value is 0. feature enabled=false');
}

/** Asks for a node's children on behalf of Tab. */
export function askChildren(turn: CliTurn, path: string): void {
  const body = { type: 'GetChildrenRequest', path, watch: false } as const;
  withClient(turn, (pad) => clientRequest(pad, body, null));
}

/** Sorted children in a reply to `askChildren`; none when it failed. */
export function childrenOf(reply: Extract<ClientOutcome, { type: 'reply' }>): readonly string[] {
  return reply.err === ErrorCode.OK ? [...(reply.reply?.children ?? [])].sort() : [];
}
