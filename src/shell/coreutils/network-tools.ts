/**
 * `netstat`, `ss`, `hostname`, `ip`, `ifconfig`, `ping`, `getent`.
 *
 * Mirrors: net-tools, iproute2, iputils.
 * Departs: `ping` dials a port instead of sending ICMP, so it goes the way that programs' messages
 * go; a host that has no power does not answer.
 */
import type { SocketView } from '../../engine/index.ts';
import { mainClassOf } from '../program/installations.ts';
import { readOptions } from '../program/options.ts';
import type { Call, Outcome, Program } from '../program/program.ts';

function nameOf({ program }: SocketView): string {
  return mainClassOf(program) === undefined ? program : 'java';
}

const SS_STATES = {
  LISTEN: 'LISTEN',
  ESTABLISHED: 'ESTAB',
  SYN_SENT: 'SYN-SENT',
  FIN_WAIT1: 'FIN-WAIT-1',
} as const;

interface Columns {
  readonly local: string;
  readonly remote: string;
  readonly socket: SocketView;
}

function columnsOf(call: Call): readonly Columns[] {
  const { ip } = call.env.host;
  return call.env.host.sockets().map((socket) => {
    const isListening = socket.state === 'LISTEN';
    // Both ends of a connection to oneself have the address that was dialled.
    const own = socket.remoteIp === '127.0.0.1' ? '127.0.0.1' : ip;
    return {
      socket,
      local: isListening ? `0.0.0.0:${socket.localPort}` : `${own}:${socket.localPort}`,
      remote: isListening ? '0.0.0.0:*' : `${socket.remoteIp ?? '?'}:${socket.remotePort ?? 0}`,
    };
  });
}

export const netstat: Program<object> = {
  name: 'netstat',
  summary: 'Lists sockets; netstat -ntlp lists the listening ones with their processes.',
  synopsis: '[-ntlpa]',
  start(call) {
    const long = { numeric: 'n', tcp: 't', listening: 'l', programs: 'p', all: 'a' };
    const options = readOptions(call, { short: 'ntlpauwexo46', long });
    if (options === undefined) return 4;
    const onlyListening = options.has('l');
    const isAll = options.has('a');
    const what = onlyListening
      ? '(only servers)'
      : isAll
        ? '(servers and established)'
        : '(w/o servers)';
    const program = options.has('p') ? '    PID/Program name' : '';
    call.out(`Active Internet connections ${what}\n`);
    call.out(
      `Proto Recv-Q Send-Q Local Address           Foreign Address         State      ${program}\n`,
    );
    for (const { socket, local, remote } of columnsOf(call)) {
      const isListening = socket.state === 'LISTEN';
      if (onlyListening !== isListening && !isAll) continue;
      const name = nameOf(socket);
      const holder = socket.pid === 0 ? '-' : `${socket.pid}/${name}`;
      const owner = options.has('p') ? ` ${holder.padEnd(19)} ` : '';
      call.out(
        `tcp        0      0 ${local.padEnd(23)} ${remote.padEnd(23)} ${socket.state.padEnd(11)}${owner}\n`,
      );
    }
    return 0;
  },
};

export const ss: Program<object> = {
  name: 'ss',
  summary: 'Lists sockets; ss -ntlp lists the listening ones with their processes.',
  synopsis: '[-ntlpa]',
  start(call) {
    const long = { numeric: 'n', tcp: 't', listening: 'l', processes: 'p', all: 'a' };
    const options = readOptions(call, { short: 'ntlpauwexoims46H', long });
    if (options === undefined) return 255;
    call.out('State      Recv-Q Send-Q      Local Address:Port       Peer Address:Port Process\n');
    for (const { socket, local, remote } of columnsOf(call)) {
      const isListening = socket.state === 'LISTEN';
      if (options.has('l') !== isListening && !options.has('a')) continue;
      const state = SS_STATES[socket.state];
      const name = nameOf(socket);
      const isShown = options.has('p') && socket.pid !== 0;
      const owner = isShown ? ` users:(("${name}",pid=${socket.pid},fd=3))` : '';
      call.out(
        `${state.padEnd(10)} 0      0      ${local.padStart(23)} ${remote.padStart(23)}${owner}\n`,
      );
    }
    return 0;
  },
};

export const hostname: Program<object> = {
  name: 'hostname',
  summary: 'Prints the name of this host.',
  synopsis: '[-i] [-I] [-f] [-s]',
  start(call) {
    const options = readOptions(call, { short: 'iIfsdA', long: { 'ip-address': 'i', fqdn: 'f' } });
    if (options === undefined) return 4;
    if (options.operands.length > 0) {
      call.complain('the name of a host here cannot be changed');
      return 1;
    }
    const { name, ip } = call.env.host;
    call.out(`${options.has('i') || options.has('I') ? ip : name}\n`);
    return 0;
  },
};

export const ip: Program<object> = {
  name: 'ip',
  summary: 'Shows the addresses of this host: ip addr.',
  synopsis: 'addr | route',
  start(call) {
    const object = call.words.find((word) => !word.startsWith('-')) ?? '';
    const { ip: address } = call.env.host;
    const isBrief = call.words.some((word) => /^-br/.test(word));
    if (object !== '' && 'address'.startsWith(object)) {
      if (isBrief)
        call.out(
          `lo               UNKNOWN        127.0.0.1/8\neth0             UP             ${address}/24\n`,
        );
      else {
        call.out(
          '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 state UNKNOWN\n    inet 127.0.0.1/8 scope host lo\n',
        );
        call.out(
          `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n    inet ${address}/24 scope global eth0\n`,
        );
      }
      return 0;
    }
    if (object !== '' && 'route'.startsWith(object)) {
      call.out(`10.0.0.0/24 dev eth0 proto kernel scope link src ${address}\n`);
      return 0;
    }
    if (object === '') call.err('Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n');
    else call.err(`Object "${object}" is unknown, try "ip help".\n`);
    return object === '' ? 255 : 1;
  },
};

export const ifconfig: Program<object> = {
  name: 'ifconfig',
  summary: 'Shows the addresses of this host.',
  synopsis: '[interface]',
  start(call) {
    const name = call.words.find((word) => !word.startsWith('-'));
    if (name !== undefined && name !== 'eth0' && name !== 'lo') {
      call.err(`${name}: error fetching interface information: Device not found\n`);
      return 1;
    }
    const { ip: address } = call.env.host;
    if (name !== 'lo') {
      call.out(
        `eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        inet ${address}  netmask 255.255.255.0  broadcast 10.0.0.255\n\n`,
      );
    }
    if (name !== 'eth0')
      call.out(
        'lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536\n        inet 127.0.0.1  netmask 255.0.0.0\n\n',
      );
    return 0;
  },
};

interface PingState {
  readonly host: string;
  readonly ip: string;
  readonly limit: number;
  readonly intervalMs: number;
  readonly sent: number;
  readonly received: number;
  readonly sentAtMs: number;
  readonly isWaiting: boolean;
  readonly times: readonly number[];
}

/** A port where nobody listens: the refusal is the answer. */
const PING_PORT = 7;

export const ping: Program<PingState> = {
  name: 'ping',
  summary: 'Asks another host for an answer, once a second.',
  synopsis: '[-c count] [-i interval] host',
  leavesInput: true,
  handledSignals: ['INT'],
  start(call) {
    const options = readOptions(call, { short: 'c:i:w:W:nq46' });
    if (options === undefined) return 2;
    const host = options.operands[0];
    if (host === undefined) {
      call.complain('usage error: Destination address required');
      return 1;
    }
    const address = call.env.host.resolve(host);
    if (address === undefined) {
      call.complain(`${host}: Name or service not known`);
      return 2;
    }
    const limit = Number(options.value('c') ?? Infinity);
    const intervalMs = Number(options.value('i') ?? 1) * 1000;
    if (!(limit >= 1) || !(intervalMs >= 2)) {
      call.complain(`invalid argument: '${options.value('c') ?? options.value('i') ?? ''}'`);
      return 1;
    }
    call.out(`PING ${host} (${address}) 56(84) bytes of data.\n`);
    const start = { host, ip: address, limit, intervalMs, received: 0, times: [] };
    return send(call, { ...start, sent: 0, sentAtMs: 0, isWaiting: false });
  },
  event(call, state, event): Outcome<PingState> {
    switch (event.type) {
      case 'connection.opened':
        call.effects.push({ type: 'close', connection: event.connection });
        return answered(call, state);
      case 'connection.refused':
        return answered(call, state);
      case 'timer':
        if (state.isWaiting) call.effects.push({ type: 'abandon', token: `ping ${state.sent}` });
        return state.sent >= state.limit ? statistics(call, state) : send(call, state);
      case 'signal':
        call.out('\n');
        return statistics(call, state);
      default:
        return state;
    }
  },
};

function send(call: Call, state: PingState): PingState {
  const sent = state.sent + 1;
  call.effects.push({ type: 'connect', token: `ping ${sent}`, host: state.ip, port: PING_PORT });
  call.effects.push({ type: 'setTimer', name: 'ping', delayMs: state.intervalMs });
  return { ...state, sent, sentAtMs: call.env.nowMs, isWaiting: true };
}

function answered(call: Call, state: PingState): Outcome<PingState> {
  if (!state.isWaiting) return state;
  const time = call.env.nowMs - state.sentAtMs;
  call.out(
    `64 bytes from ${state.host} (${state.ip}): icmp_seq=${state.sent} ttl=64 time=${time.toPrecision(3)} ms\n`,
  );
  const next = {
    ...state,
    isWaiting: false,
    received: state.received + 1,
    times: [...state.times, time],
  };
  return next.sent >= next.limit ? statistics(call, next) : next;
}

function statistics(call: Call, { host, sent, received, times }: PingState): number {
  const lost = sent === 0 ? 0 : Math.round((100 * (sent - received)) / sent);
  const loss = lost === 0 ? '0%' : `${lost}%`;
  call.out(
    `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${received} received, ${loss} packet loss\n`,
  );
  if (times.length > 0) {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const shown = [Math.min(...times), mean, Math.max(...times)].map((time) => time.toFixed(3));
    call.out(`rtt min/avg/max = ${shown.join('/')} ms\n`);
  }
  return received > 0 ? 0 : 1;
}

export const getent: Program<object> = {
  name: 'getent',
  summary: 'Looks a host name up: getent hosts zk1.',
  synopsis: 'hosts name',
  start(call) {
    const [database, name] = call.words;
    if (database !== 'hosts' || name === undefined) return database === undefined ? 1 : 2;
    const address = call.env.host.resolve(name);
    if (address === undefined) return 2;
    call.out(`${address.padEnd(15)} ${name}\n`);
    return 0;
  },
};
