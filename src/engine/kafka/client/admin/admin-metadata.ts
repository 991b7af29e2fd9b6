/**
 * What an admin client knows of the nodes, and when it asks again.
 *
 * Mirrors: org.apache.kafka.clients.admin.internals.AdminMetadataManager, 2.8.0.
 */
import { ownState } from '../../../kernel/turn.ts';
import type { MetadataResponse } from '../../protocol/metadata.ts';
import type { Node } from '../network-client.ts';
import type { AdminMetadata, AdminTurn } from './admin-state.ts';
import { logPrefixOf } from './admin-state.ts';
import { nodesOf } from './topic-methods.ts';

const LOGGER = 'org.apache.kafka.clients.admin.internals.AdminMetadataManager';
/** Before the beginning of the world: nothing was ever asked. */
const NEVER_MS = -Number.MAX_SAFE_INTEGER;

export function bootstrapAdminMetadata(nodes: readonly Node[]): AdminMetadata {
  return {
    state: 'QUIESCENT',
    lastUpdateMs: NEVER_MS,
    lastFetchAttemptMs: NEVER_MS,
    nodes,
    isBootstrap: true,
    controllerId: null,
  };
}

/** Nothing but bootstrap addresses: calls have to wait. */
export function isMetadataReady({ nodes, isBootstrap }: AdminMetadata): boolean {
  return nodes.length > 0 && !isBootstrap;
}

export function requestAdminUpdate(turn: AdminTurn): void {
  const { metadata } = turn.state;
  if (metadata.state === 'QUIESCENT') {
    ownState(turn).metadata = { ...metadata, state: 'UPDATE_REQUESTED' };
  }
}

export function clearController(turn: AdminTurn): void {
  const { metadata } = turn.state;
  if (metadata.controllerId !== null) ownState(turn).metadata = { ...metadata, controllerId: null };
}

/** Milliseconds until it has to be asked; Infinity: an update is under way. */
export function metadataFetchDelayMs({ state, env }: AdminTurn): number {
  const { metadata, config } = state;
  const backoffMs = Math.max(0, metadata.lastFetchAttemptMs + config.retryBackoffMs - env.nowMs);
  switch (metadata.state) {
    case 'QUIESCENT':
      return Math.max(
        backoffMs,
        Math.max(0, metadata.lastUpdateMs + config.metadataMaxAgeMs - env.nowMs),
      );
    case 'UPDATE_REQUESTED':
      return backoffMs;
    case 'UPDATE_PENDING':
      return Infinity;
  }
}

export function beginAdminUpdate(turn: AdminTurn): void {
  const { metadata } = turn.state;
  const lastFetchAttemptMs = turn.env.nowMs;
  ownState(turn).metadata = { ...metadata, state: 'UPDATE_PENDING', lastFetchAttemptMs };
}

export function adminUpdateFailed(turn: AdminTurn): void {
  const { metadata, clientId } = turn.state;
  ownState(turn).metadata = { ...metadata, state: 'QUIESCENT' };
  const text = `${logPrefixOf(clientId)} Metadata update failed`;
  turn.outcomes.push({ type: 'log', level: 'INFO', text, logger: LOGGER });
}

export function takeAdminUpdate(turn: AdminTurn, response: MetadataResponse): void {
  const { metadata } = turn.state;
  const byId = nodesOf(response);
  // An answer without nodes is of no use.
  const known =
    byId.size === 0
      ? metadata
      : {
          ...metadata,
          nodes: [...byId.values()],
          isBootstrap: false,
          controllerId: byId.has(response.controllerId) ? response.controllerId : null,
        };
  ownState(turn).metadata = { ...known, state: 'QUIESCENT', lastUpdateMs: turn.env.nowMs };
}
