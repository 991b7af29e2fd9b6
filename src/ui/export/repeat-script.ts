/**
 * What was done in a run as a bash script against the containers of compose.ts: the same lines typed
 * into the same shells, the same faults as docker knows them. Pure.
 */
import { actionText, ruleText } from '../../engine/index.ts';
import type { FaultRule, JournalEntry, OperatorAction } from '../../engine/index.ts';
import { firstAnswer } from '../systems/loaded.ts';

const HEAD = String.raw`#!/usr/bin/env bash
# Repeats an Ensemble run on the real software; needs docker-compose.yml beside it.
#   docker compose --profile later create && docker compose up -d && bash repeat.sh
set -u
net=ensemble
pipes=$(mktemp -d)
declare -A keyboard

# A shell on a host; what is typed into it goes through a pipe, as through a keyboard.
terminal() { # number host
  mkfifo "$pipes/$1"
  docker exec -i "$2" bash -c "echo \$\$ > /tmp/terminal$1; exec bash" \
    < "$pipes/$1" > >(sed -u "s/^/[$1 $2] /") 2>&1 &
  exec {fd}> "$pipes/$1"
  keyboard[$1]=$fd
  echo 'set -m; trap : INT' >&"$fd" # Ctrl-C is for what runs there, not for the shell
}
typed() { # number line
  echo "[$1] > $2"
  printf '%s\n' "$2" >&"${'${keyboard[$1]}'}"
}
interrupted() { # number host: Ctrl-C for what runs in the terminal
  echo "[$1] ^C"
  docker exec "$2" bash -c 'shell=$(cat "$0")
    for job in $(cat "/proc/$shell/task/$shell/children"); do kill -INT -- "-$job"; done' "/tmp/terminal$1"
}
ip_of() { docker inspect -f "{{.NetworkSettings.Networks.$net.IPAddress}}" "$1"; }
# Faults between two hosts need iptables and tc, which a helper image brings along.
inside() { docker run --rm --network "container:$1" --cap-add NET_ADMIN nicolaka/netshoot "${'${@:2}'}"; }
cut() { inside "$2" iptables -A INPUT -s "$(ip_of "$1")" -j DROP; } # what $1 sends never reaches $2
heal() { inside "$2" iptables -D INPUT -s "$(ip_of "$1")" -j DROP; }
slow() { inside "$1" tc qdisc replace dev eth0 root netem delay "$2ms"; }
fast() { inside "$1" tc qdisc del dev eth0 root; }
`;

/** A bash script; waits are those of the run, to a tenth of a second. */
export function repeatScript(journal: readonly JournalEntry[]): string {
  const lines: string[] = [HEAD];
  let beforeMs = 0;
  const terminals: string[] = [];
  const rules = new Map<string, FaultRule>();
  for (const { atMs, action } of journal) {
    const waited = Math.round((atMs - beforeMs) / 100) / 10;
    if (waited >= 0.1) {
      lines.push(`sleep ${waited}`);
      beforeMs = atMs;
    }
    if (action.type === 'operator.openTerminal') terminals.push(action.host);
    lines.push(...commandsOf(action, terminals, rules));
    if (action.type === 'operator.addRule') rules.set(action.rule.id, action.rule);
    if (action.type === 'operator.removeRule') rules.delete(action.id);
  }
  lines.push('sleep 5', 'rm -r "$pipes"', '');
  return lines.join('\n');
}

function commandsOf(
  action: OperatorAction,
  terminals: readonly string[],
  rules: ReadonlyMap<string, FaultRule>,
): readonly string[] {
  switch (action.type) {
    case 'operator.openTerminal':
      return [`terminal ${terminals.length} ${action.host}`];
    case 'operator.interrupt':
      return [`interrupted ${action.terminal} ${terminals[action.terminal - 1] ?? 'client1'}`];
    case 'operator.type':
      return action.text.split('\n').map((line) => `typed ${action.terminal} ${shellQuoted(line)}`);
    case 'operator.endInput':
    case 'operator.closeTerminal':
      return [`exec {keyboard[${action.terminal}]}>&- # end of input`];
    case 'operator.signal':
    case 'operator.restart':
      // A container is a server; what runs in a terminal is none.
      return serviceCommands(action);
    case 'operator.powerOff':
      return [`docker kill ${action.host} # a real power cut would also lose what was not synced`];
    case 'operator.powerOn':
      return [`docker start ${action.host}`];
    case 'operator.addRule':
      return ruleCommands(action.rule);
    case 'operator.removeRule': {
      const rule = rules.get(action.id);
      return rule === undefined ? [] : undoCommands(rule);
    }
    case 'operator.complete':
    case 'operator.clearScreen':
      return [];
    default:
      return [`# by hand: ${actionText(action)}`];
  }
}

type ToProcess = Extract<OperatorAction, { type: 'operator.signal' | 'operator.restart' }>;

function serviceCommands(action: ToProcess): readonly string[] {
  const service = serviceOf(action.key);
  if (service === undefined) return [`# by hand: ${actionText(action)}`];
  return action.type === 'operator.restart'
    ? [`docker restart -t 0 ${service}`]
    : [signalCommand(service, action.signal)];
}

/** The container of a process; undefined when it is none. */
function serviceOf(key: string): string | undefined {
  return firstAnswer((system) => system.serviceOf(key));
}

function signalCommand(host: string, signal: string): string {
  if (signal === 'KILL') return `docker kill ${host}`;
  if (signal === 'TERM') return `docker stop ${host}`;
  if (signal === 'STOP') return `docker pause ${host}`;
  if (signal === 'CONT') return `docker unpause ${host}`;
  return `docker kill -s ${signal} ${host}`;
}

function ruleCommands(rule: FaultRule): readonly string[] {
  if (rule.kind === 'cut') {
    if (rule.to === '*') return [`docker network disconnect "$net" ${rule.from}`];
    const there = `cut ${rule.from} ${rule.to}`;
    return rule.isTwoWay ? [there, `cut ${rule.to} ${rule.from}`] : [there];
  }
  if (rule.kind === 'latency') {
    return [`slow ${rule.from} ${rule.extraMs} # in the sandbox only what it sends to ${rule.to}`];
  }
  return [`# docker cannot do this: ${ruleText(rule)}`];
}

function undoCommands(rule: FaultRule): readonly string[] {
  if (rule.kind === 'cut') {
    if (rule.to === '*') return [`docker network connect "$net" ${rule.from}`];
    const there = `heal ${rule.from} ${rule.to}`;
    return rule.isTwoWay ? [there, `heal ${rule.to} ${rule.from}`] : [there];
  }
  return rule.kind === 'latency' ? [`fast ${rule.from}`] : [];
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
