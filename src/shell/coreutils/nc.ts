/**
 * `nc` and `telnet`: standard input to a port, what comes back to standard output.
 *
 * Mirrors: the traditional netcat of Debian in what it says, OpenBSD's in its options; inetutils'
 * telnet.
 * Departs: a text that a system knows (a four-letter word) travels as one message that says so, other
 * text as RawText.
 */
import type { Message, NodeEvent } from '../../engine/index.ts';
import { messageOf } from '../program/installations.ts';
import { readOptions } from '../program/options.ts';
import type { Call, Outcome, Program } from '../program/program.ts';

interface NcState {
  readonly host: string;
  readonly port: number;
  readonly isTelnet: boolean;
  readonly isVerbose: boolean;
  readonly onlyScans: boolean;
  readonly listens: boolean;
  readonly timeoutMs: number | null;
  readonly quitMs: number | null;
  readonly connection: number | null;
  /** Text that waits for the connection. */
  readonly pending: string;
  readonly isInputEnded: boolean;
}

/** What a server answers to text: its own text. */
interface TextMessage extends Message {
  readonly text?: unknown;
}

function begin(call: Call, isTelnet: boolean): Outcome<NcState> {
  const options = readOptions(call, { short: 'vzlnkw:q:p:Nu46U', long: {} });
  if (options === undefined) return 1;
  const listens = options.has('l');
  const operands = [...options.operands];
  const port = Number(
    options.value('p') ?? (listens ? operands.pop() : operands[1]) ?? (isTelnet ? 23 : NaN),
  );
  const host = listens ? '' : (operands[0] ?? '');
  if (host === '' && !listens) {
    call.err(
      isTelnet
        ? 'telnet> connect to whom? Usage: telnet host port\n'
        : 'usage: nc [-lNvz] [-q seconds] [-w timeout] [destination] [port]\n',
    );
    return 1;
  }
  if (Number.isNaN(port) && operands[1] === undefined) {
    call.err('nc: missing port number\n');
    return 1;
  }
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    call.complain(`port number invalid: ${operands[1] ?? String(port)}`);
    return 1;
  }
  const seconds = options.value('w');
  const state: NcState = {
    host,
    port,
    isTelnet,
    isVerbose: options.has('v'),
    onlyScans: options.has('z'),
    listens,
    timeoutMs: seconds === undefined ? null : Number(seconds) * 1000,
    quitMs: options.has('N')
      ? 0
      : options.value('q') === undefined
        ? null
        : Number(options.value('q')) * 1000,
    connection: null,
    pending: '',
    isInputEnded: false,
  };
  if (listens) call.effects.push({ type: 'listen', port });
  else {
    const address = call.env.host.resolve(host);
    if (isTelnet && address !== undefined) call.out(`Trying ${address}...\n`);
    call.effects.push({ type: 'connect', token: 'nc', host, port });
    if (state.timeoutMs !== null) {
      call.effects.push({ type: 'setTimer', name: 'timeout', delayMs: state.timeoutMs });
    }
  }
  return state;
}

function onEvent(call: Call, state: NcState, event: NodeEvent): Outcome<NcState> {
  switch (event.type) {
    case 'stdin':
      return sendText(call, { ...state, pending: state.pending + event.text });
    case 'stdin.end':
      return endInput(call, { ...state, isInputEnded: true });
    case 'connection.opened':
      return opened(call, state, event.connection);
    case 'connection.refused':
      return refused(call, state, event.reason);
    case 'message': {
      const { text } = event.message as TextMessage;
      call.out(typeof text === 'string' ? text : `\u{fffd}${event.message.type}\u{fffd}\n`);
      return state;
    }
    case 'connection.closed':
      if (event.connection !== state.connection) return state;
      if (state.isTelnet) call.out('Connection closed by foreign host.\n');
      return state.isTelnet ? 1 : 0;
    case 'listen.failed':
      call.complain('Address already in use');
      return 1;
    case 'timer':
      if (event.name === 'quit') return 0;
      if (state.connection === null) {
        if (!state.isTelnet) call.err(`${peerOf(call, state)} : Connection timed out\n`);
        return 1;
      }
      return 0;
    default:
      return state;
  }
}

function opened(call: Call, state: NcState, connection: number): Outcome<NcState> {
  if (state.connection !== null) return state;
  if (state.isVerbose) {
    call.err(`${peerOf(call, state)} open\n`);
  }
  if (state.onlyScans) return 0;
  if (state.isTelnet) call.out(`Connected to ${state.host}.\nEscape character is '^]'.\n`);
  const next = sendText(call, { ...state, connection });
  return state.isInputEnded ? endInput(call, next) : next;
}

function refused(call: Call, state: NcState, reason: 'refused' | 'unknown-host'): number {
  const { host, port } = state;
  if (state.isTelnet) {
    call.err(
      reason === 'refused'
        ? 'telnet: Unable to connect to remote host: Connection refused\n'
        : `telnet: could not resolve ${host}/${port}: Name or service not known\n`,
    );
  } else if (reason === 'unknown-host') {
    call.err(`${host}: forward host lookup failed: Unknown host\n`);
  } else if (!state.onlyScans || state.isVerbose) {
    call.err(`${peerOf(call, state)} : Connection refused\n`);
  }
  return 1;
}

/** The other end as netcat names it: name, address, port and the service known for that port. */
function peerOf(call: Call, { host, port }: NcState): string {
  const address = call.env.host.resolve(host) ?? host;
  const isAddress = /^[\d.]+$|:/.test(host);
  const name = !isAddress ? host : address === '127.0.0.1' ? 'localhost' : '(UNKNOWN)';
  return `${name} [${address}] ${port} (${SERVICES[port] ?? '?'})`;
}

/** Of /etc/services, what a learner may try. */
const SERVICES: Readonly<Record<number, string>> = {
  7: 'echo',
  22: 'ssh',
  23: 'telnet',
  80: 'http',
};

function sendText(call: Call, state: NcState): NcState {
  const { connection, pending } = state;
  if (connection === null || pending === '') return state;
  const message = messageOf(pending);
  call.effects.push({ type: 'send', connection, message });
  if (state.timeoutMs !== null) {
    call.effects.push({ type: 'setTimer', name: 'timeout', delayMs: state.timeoutMs });
  }
  return { ...state, pending: '' };
}

/** At the end of input netcat waits for the answer, unless told otherwise. */
function endInput(call: Call, state: NcState): NcState {
  if (state.connection === null) return state;
  if (state.quitMs !== null) {
    call.effects.push({ type: 'setTimer', name: 'quit', delayMs: Math.max(state.quitMs, 50) });
  } else if (call.process.stdin === 'tty')
    call.effects.push(
      { type: 'close', connection: state.connection },
      { type: 'setTimer', name: 'quit', delayMs: 0 },
    );
  return state;
}

function ncProgram(name: string): Program<NcState> {
  return {
    name,
    summary: 'Sends standard input to a port and prints the answer: echo ruok | nc zk1 2181.',
    synopsis: '[-lNvz] [-q seconds] [-w timeout] destination port',
    start: (call) => begin(call, false),
    event: onEvent,
  };
}

export const nc = ncProgram('nc');
export const netcat = ncProgram('netcat');

export const telnet: Program<NcState> = {
  name: 'telnet',
  summary: 'Talks to a port by hand.',
  synopsis: 'host port',
  start: (call) => begin(call, true),
  event: onEvent,
};
