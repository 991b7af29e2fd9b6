/**
 * Waiting for new metadata.
 *
 * Mirrors: ConsumerNetworkClient.awaitMetadataUpdate, 2.8.0.
 */
import { requestMetadataUpdate, throwMetadataTrouble } from './consumer-metadata.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { throwIfWoken } from './wakeup.ts';
import type { AwaitMetadataFrame, Move } from './thread-state.ts';
import { returns, wait } from './thread-state.ts';

export function awaitMetadata(deadlineMs: number): AwaitMetadataFrame {
  return { method: 'awaitMetadataUpdate', deadlineMs, version: null };
}

export function awaitMetadataUpdate(turn: ConsumerTurn, frame: AwaitMetadataFrame): Move {
  const { deadlineMs } = frame;
  const version = frame.version ?? requestMetadataUpdate(turn);
  throwIfWoken(turn);
  throwMetadataTrouble(turn);
  const { updateVersion } = turn.state.metadata;
  if (updateVersion === version && turn.env.nowMs < deadlineMs) {
    return wait({ method: 'awaitMetadataUpdate', deadlineMs, version }, deadlineMs);
  }
  return returns(updateVersion > version);
}
