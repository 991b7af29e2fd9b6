/**
 * Writes the two epochs of a server to disk and goes on when they are durable: a promise to a leader
 * counts only once no crash can forget it.
 *
 * Mirrors: QuorumPeer.setAcceptedEpoch, setCurrentEpoch, 3.8.0.
 * Departs: writing takes time here, so that what follows the write is a step of its own. A leader whose
 * acceptedEpoch cannot be written steps down at once; upstream's, when a learner's arrival made it write,
 * waits initLimit and then leads an epoch that a restart forgets. A learner tries again without a pause,
 * as upstream.
 * Read next: leader-gates.ts, learner.ts, learner-sync.ts (who write them, and when).
 */
import type { EpochFileName } from '../persistence/epoch-file.ts';
import { epochFileEffects, isEpochStored } from '../persistence/epoch-file.ts';
import { isMutant } from '../mutants.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { nextToken, quorumOf, setPeer } from './quorum-peer.ts';

/** Who goes on when the write is durable. */
export type EpochWriter = 'leader' | 'learner';

/** Tokens of syncs that this part of the server waits for start so. */
export const QUORUM_TOKEN = 'quorum:';

/** Writes acceptedEpoch; see `onEpochWritten`. */
export function writeAcceptedEpoch(turn: ServerTurn, epoch: number, writer: EpochWriter): void {
  write(turn, 'acceptedEpoch', epoch, writer);
}

/** Writes currentEpoch; see `onEpochWritten`. */
export function writeCurrentEpoch(turn: ServerTurn, epoch: number, writer: EpochWriter): void {
  write(turn, 'currentEpoch', epoch, writer);
}

function write(turn: ServerTurn, name: EpochFileName, epoch: number, writer: EpochWriter): void {
  const token = `${QUORUM_TOKEN}${name}:${epoch}:${writer}:${nextToken(turn)}`;
  setPeer(turn, { pendingSync: token });
  if (name === 'acceptedEpoch' && isMutant(turn.state, 'M8-accepted-epoch-not-stored')) {
    turn.effects.push({ type: 'sync', path: turn.state.config.dataDir, token });
    return;
  }
  for (const effect of epochFileEffects(turn.state.config, name, epoch)) {
    if (effect.type !== 'sync') turn.effects.push(effect);
    else turn.effects.push({ type: 'sync', path: effect.path, token });
  }
}

/** What a token of this file says. */
export interface EpochWritten {
  readonly name: EpochFileName;
  readonly epoch: number;
  readonly writer: EpochWriter;
  /** False: the file could not be put in place, so the epoch is not taken over. */
  readonly isStored: boolean;
}

/** The write of an epoch has ended. Null: the token is not of this file. */
export function onEpochWritten(turn: ServerTurn, token: string): EpochWritten | null {
  const [name, text, writer] = token.slice(QUORUM_TOKEN.length).split(':');
  if (name !== 'acceptedEpoch' && name !== 'currentEpoch') return null;
  const epoch = Number(text);
  const isStored =
    isEpochStored(turn.env.host.disk, turn.state.config, name, epoch) ||
    isMutant(turn.state, 'M8-accepted-epoch-not-stored');
  if (isStored) setPeer(turn, { [name]: epoch });
  return { name, epoch, writer: writer as EpochWriter, isStored };
}

/** Whether this failed write was one of an epoch: then the epoch is not taken over. */
export function onEpochWriteFailed(turn: ServerTurn, path: string): boolean {
  const { pendingSync } = quorumOf(turn).peer;
  const name = /\/(currentEpoch|acceptedEpoch)(?:\.tmp)?$/.exec(path)?.[1];
  if (name === undefined || pendingSync?.startsWith(`${QUORUM_TOKEN}${name}:`) !== true) {
    return false;
  }
  setPeer(turn, { pendingSync: null });
  return true;
}

/** Waits for a sync of the own making; until then no packet is read and no vote is cast. */
export function newPendingSync(turn: ServerTurn, purpose: string): string {
  const token = `${QUORUM_TOKEN}${purpose}:${nextToken(turn)}`;
  setPeer(turn, { pendingSync: token });
  return token;
}

/** Whether a write of this part of the server is under way. */
export function isSyncPending(turn: ServerTurn): boolean {
  return quorumOf(turn).peer.pendingSync !== null;
}
