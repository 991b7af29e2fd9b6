/**
 * Opens the election port. An address that belongs to another host (a myid that is not the own), or that
 * is taken, is tried again; then the server gives up.
 *
 * Mirrors: QuorumCnxManager.Listener and its ListenerHandler, 3.8.0.
 * Read next: quorum-cnx-manager.ts (what comes in there).
 */
import type { Address } from '../../kernel/events.ts';
import { numberProperty } from '../admin/config.ts';

import { memberOf } from '../admin/quorum-verifier.ts';
import { logExit, logLine } from '../admin/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { addressText } from './quorum-cnx-manager.ts';
import { quorumOf } from './quorum-peer.ts';

/** Timers of this file start so; the number of failed tries follows. */
export const BIND_TIMER = 'election.bind:';
const PAUSE_MS = 1000;
/** Exit code of upstream when the election port cannot be had. */
const UNABLE_TO_BIND_QUORUM_PORT = 14;
const MANAGER = 'o.a.z.s.q.QuorumCnxManager';

/** Listens on the own election address, or begins to try. */
export function startElectionListener(turn: ServerTurn): void {
  bind(turn, 0);
}

/** A second after a failed try. */
export function onBindTimer(turn: ServerTurn, name: string): void {
  const errors = Number(name.slice(BIND_TIMER.length));
  const triesMax = numberProperty(turn.state.config, 'zookeeper.electionPortBindRetry', 3);
  if (triesMax === 0 || errors < triesMax) return bind(turn, errors);
  const address = ownAddress(turn)!;
  const shown = `${address.host}:${address.port}`;
  const leaving =
    `Leaving listener thread for address ${shown} after ${errors} errors. ` +
    'Use zookeeper.electionPortBindRetry property to increase retry count.';
  logLine(turn, 'ERROR', `${threadOf(turn, address)}:${MANAGER}@1118`, leaving);
  const text =
    "As I'm leaving the listener thread, I won't be able to participate in leader election any " +
    `longer: ${shown}`;
  logLine(turn, 'ERROR', `QuorumPeerListener:${MANAGER}@987`, text);
  logExit(turn, 'QuorumPeerListener', UNABLE_TO_BIND_QUORUM_PORT);
  turn.effects.push({ type: 'exit', code: UNABLE_TO_BIND_QUORUM_PORT });
}

function bind(turn: ServerTurn, errors: number): void {
  const address = ownAddress(turn);
  if (address === undefined) return;
  const { myid } = quorumOf(turn).peer;
  const shown = addressText(turn, address);
  const thread = threadOf(turn, address);
  const refusal = whyNot(turn, address);
  if (refusal === null) {
    turn.effects.push({ type: 'listen', port: address.port, purpose: 'election' });
    const text = `${myid} is accepting connections now, my election bind port: ${shown}`;
    return logLine(turn, 'INFO', `${thread}:${MANAGER}$Listener$ListenerHandler@1071`, text);
  }
  const text = `Exception while listening to address ${shown}\njava.net.BindException: ${refusal}`;
  logLine(turn, 'ERROR', `${thread}:${MANAGER}@1099`, text);
  turn.effects.push({
    type: 'setTimer',
    name: `${BIND_TIMER}${errors + 1}`,
    delayMs: PAUSE_MS,
  });
}

function whyNot(turn: ServerTurn, { host, port }: Address): string | null {
  const { ip, resolve, isPortFree } = turn.env.host;
  const target = resolve(host);
  const isOwn =
    turn.state.config.quorumListenOnAllIPs ||
    target === ip ||
    target === '0.0.0.0' ||
    target?.startsWith('127.') === true;
  if (!isOwn)
    return target === undefined ? 'Unresolved address' : 'Cannot assign requested address';
  return isPortFree(port) ? null : 'Address already in use';
}

function ownAddress(turn: ServerTurn): Address | undefined {
  const { quorumVerifier, myid } = quorumOf(turn).peer;
  return memberOf(quorumVerifier, myid)?.electionAddress;
}

function threadOf(turn: ServerTurn, address: Address): string {
  return `ListenerHandler-${addressText(turn, address)}`;
}
