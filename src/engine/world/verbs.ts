/**
 * What an operator can do, by name: each verb gives the actions that do it. Click, keyboard, lesson
 * and scenario all go through these, so that every act is one entry of the journal, and only these know
 * how the rules they make are called.
 *
 * Mirrors: kill(1), a power switch, a cable that is pulled.
 * Read next: action-text.ts, which says an action in words.
 */
import type { OperatorAction } from '../kernel/operator-action.ts';
import type { StartRequest, World } from '../kernel/world-state.ts';

type Actions = readonly OperatorAction[];

/** Starts a program on a host. */
export function start(host: string, request: StartRequest): Actions {
  return [{ type: 'operator.start', host, start: request }];
}

/** SIGKILL: the process is gone, the page cache stays. */
export function kill(key: string): Actions {
  return [{ type: 'operator.signal', key, signal: 'KILL' }];
}

/** SIGTERM: the process ends in its own way. */
export function terminate(key: string): Actions {
  return [{ type: 'operator.signal', key, signal: 'TERM' }];
}

/** Starts an ended daemon again, or ends and starts a living one. */
export function restart(key: string): Actions {
  return [{ type: 'operator.restart', key }];
}

/** SIGSTOP: it takes no step; what comes for it waits. */
export function pause(key: string): Actions {
  return [{ type: 'operator.signal', key, signal: 'STOP' }];
}

/** SIGCONT. */
export function resume(key: string): Actions {
  return [{ type: 'operator.signal', key, signal: 'CONT' }];
}

/** Everything on the host ends at once; unsynced bytes may be lost; the others hear nothing. */
export function powerOff(host: string): Actions {
  return [{ type: 'operator.powerOff', host }];
}

/** Starts the host and what it starts at boot. */
export function powerOn(host: string): Actions {
  return [{ type: 'operator.powerOn', host }];
}

/** Nothing passes between two hosts (or process keys), in either direction. */
export function cut(a: string, b: string): Actions {
  return [addRule({ id: cutId(a, b), kind: 'cut', from: a, to: b, isTwoWay: true })];
}

/** What `from` sends never reaches `to`; the way back works. */
export function cutOneWay(from: string, to: string): Actions {
  return [addRule({ id: oneWayId(from, to), kind: 'cut', from, to, isTwoWay: false })];
}

/** Takes away every cut between the two. */
export function heal(a: string, b: string): Actions {
  return [cutId(a, b), oneWayId(a, b), oneWayId(b, a)].map(removeRule);
}

/** Takes away the cut of both directions, where there is one. */
export function uncut(a: string, b: string): Actions {
  return [removeRule(cutId(a, b))];
}

/** Cuts one host off from all others. */
export function isolate(host: string): Actions {
  return [addRule({ id: isolationId(host), kind: 'cut', from: host, to: '*', isTwoWay: true })];
}

/** Gives an isolated host its cable back. */
export function rejoin(host: string): Actions {
  return [removeRule(isolationId(host))];
}

export function isIsolated(world: World, host: string): boolean {
  return hasRule(world, isolationId(host));
}

/** Splits the hosts in two groups that cannot reach each other. */
export function partition(left: readonly string[], right: readonly string[]): Actions {
  return left.flatMap((a) => right.flatMap((b) => cut(a, b)));
}

/** Takes away every rule: network and disks work again. */
export function healAll(world: World): Actions {
  return world.rules.map(({ id }) => removeRule(id));
}

/** Delays every message between two hosts (either may be `*`), both ways. */
export function slowNetwork(a: string, b: string, extraMs: number): Actions {
  return [...slowOneWay(a, b, extraMs), ...slowOneWay(b, a, extraMs)];
}

/** Delays what `from` sends to `to`; the way back is as fast as ever. */
export function slowOneWay(from: string, to: string, extraMs: number): Actions {
  return [addRule({ id: slowId(from, to), kind: 'latency', from, to, extraMs })];
}

/** Takes that delay away. */
export function fastOneWay(from: string, to: string): Actions {
  return [removeRule(slowId(from, to))];
}

export function isSlowOneWay(world: World, from: string, to: string): boolean {
  return hasRule(world, slowId(from, to));
}

/** Loses segments on the way; connections repair it by sending again, later. */
export function loseSome(from: string, to: string, probability: number): Actions {
  return [addRule({ id: `loss ${from} > ${to}`, kind: 'loss', from, to, probability })];
}

/** Every sync of the host takes this much longer. */
export function slowDisk(host: string, extraMs: number): Actions {
  return [addRule({ id: slowDiskId(host), kind: 'slowDisk', host, extraMs })];
}

/** Its syncs are as fast as ever. */
export function fastDisk(host: string): Actions {
  return [removeRule(slowDiskId(host))];
}

export function isDiskSlow(world: World, host: string): boolean {
  return hasRule(world, slowDiskId(host));
}

/** Nothing more can be written. */
export function fillDisk(host: string): Actions {
  return [addRule({ id: `full disk ${host}`, kind: 'fullDisk', host })];
}

/** A terminal with a login shell on a host. */
export function openTerminal(host: string): Actions {
  return [{ type: 'operator.openTerminal', host }];
}

/** One typed line. */
export function type(terminal: number, text: string): Actions {
  return [{ type: 'operator.type', terminal, text }];
}

/** Ctrl-C; `partial` is what stood on the line. */
export function interrupt(terminal: number, partial = ''): Actions {
  const action = { type: 'operator.interrupt', terminal } as const;
  return [partial === '' ? action : { ...action, partial }];
}

/** Ctrl-D on an empty line. */
export function endInput(terminal: number): Actions {
  return [{ type: 'operator.endInput', terminal }];
}

/** Tab; `cursor` counts UTF-16 units. */
export function complete(terminal: number, line: string, cursor: number): Actions {
  return [{ type: 'operator.complete', terminal, line, cursor }];
}

/** Ctrl-L. */
export function clearScreen(terminal: number): Actions {
  return [{ type: 'operator.clearScreen', terminal }];
}

export function closeTerminal(terminal: number): Actions {
  return [{ type: 'operator.closeTerminal', terminal }];
}

/** Both ends hear that the connection is gone. */
export function resetConnection(connection: number): Actions {
  return [{ type: 'operator.resetConnection', connection }];
}

/** One message on its way is lost and comes a retransmission later. */
export function loseMessage(sequence: number, delayMs: number): Actions {
  return [{ type: 'operator.loseMessage', sequence, delayMs }];
}

type Rule = Extract<OperatorAction, { type: 'operator.addRule' }>['rule'];

function addRule(rule: Rule): OperatorAction {
  return { type: 'operator.addRule', rule };
}

function removeRule(id: string): OperatorAction {
  return { type: 'operator.removeRule', id };
}

function hasRule({ rules }: World, id: string): boolean {
  return rules.some((rule) => rule.id === id);
}

function cutId(a: string, b: string): string {
  return a < b ? `cut ${a} ${b}` : `cut ${b} ${a}`;
}

function oneWayId(from: string, to: string): string {
  return `cut ${from} > ${to}`;
}

function isolationId(host: string): string {
  return `isolate ${host}`;
}

function slowId(from: string, to: string): string {
  return `slow ${from} > ${to}`;
}

function slowDiskId(host: string): string {
  return `slow disk ${host}`;
}
