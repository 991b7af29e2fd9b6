/**
 * A ZooKeeper client inside a program, as a page shows it. A program shows its client by holding the
 * `ClientState` in one of its state's fields.
 *
 * Mirrors: ZooKeeper.getState, getSessionId, ClientCnxn.toString.
 */
import type { Process } from '../../kernel/world-state.ts';
import type { ClientState } from '../client/client-state.ts';
import type { WatchKind } from '../client/watch-manager.ts';
import { watchedPaths } from '../client/watch-manager.ts';
import { queueSize } from '../../kernel/persistent-queue.ts';
import { toHexString } from '../protocol/zxid.ts';

export interface ClientDetails {
  /** Upstream's word: `CONNECTING`, `CONNECTED`, `CLOSED` … */
  readonly state: string;
  /** Hexadecimal with `0x`; `0x0` before the first session. */
  readonly sessionId: string;
  readonly negotiatedTimeoutMs: number;
  /** Host and port it is connected to, or tries. */
  readonly server: string | null;
  readonly connection: number | null;
  /** The newest zxid it has seen; a server behind it refuses this client. */
  readonly lastZxid: string;
  /** Requests sent or queued, without a reply. */
  readonly pendingCount: number;
  readonly watches: readonly { readonly kind: WatchKind; readonly path: string }[];
}

const KINDS: readonly WatchKind[] = ['data', 'exist', 'child', 'persistent', 'persistentRecursive'];

/** Null when the program holds no ZooKeeper client. */
export function clientOf(process: Process): ClientDetails | null {
  const client = clientState(process);
  if (client === null) return null;
  const { states, session, link, traffic, watches } = client;
  const sessionId = toHexString(session.sessionId);
  const server = link.server === null ? null : `${link.server.host}:${link.server.port}`;
  return {
    state: states,
    sessionId,
    negotiatedTimeoutMs: session.negotiatedTimeoutMs,
    server,
    connection: link.connection,
    lastZxid: toHexString(traffic.lastZxid),
    pendingCount: queueSize(traffic.pending) + queueSize(traffic.outgoing),
    watches: KINDS.flatMap((kind) => watchedPaths(watches, kind).map((path) => ({ kind, path }))),
  };
}

/** The client's whole state; null when there is none. */
export function clientState(process: Process): ClientState | null {
  const { state } = process;
  if (typeof state !== 'object' || state === null) return null;
  for (const value of Object.values(state)) if (isClientState(value)) return value;
  return null;
}

function isClientState(value: unknown): value is ClientState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'states' in value &&
    'traffic' in value &&
    'watches' in value
  );
}
