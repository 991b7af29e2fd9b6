/**
 * Servers that serve only clients who have authenticated themselves in one of certain ways.
 *
 * Mirrors: AuthenticationHelper, 3.8.0.
 * Departs: a scheme that the server does not have stops it from serving, not from starting.
 * Read next: client-packets.ts.
 */
import { booleanProperty, systemProperty } from '../admin/config.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import { logLine } from '../admin/log-line.ts';
import { workerThread } from './server-cnxn.ts';
import type { ServerCnxn, ServerTurn } from './server-state.ts';

/** Whether a request of this client is refused, and the connection with it. */
export function isRefusedUnauthenticated(turn: ServerTurn, cnxn: ServerCnxn): boolean {
  const { config } = turn.state;
  if (!isEnforced(config)) return false;
  const schemes = enforcedSchemes(config);
  if (cnxn.authInfo.some(({ scheme }) => schemes.includes(scheme))) return false;
  const own = cnxn.authInfo.map(({ scheme }) => scheme).join(', ');
  logLine(
    turn,
    'ERROR',
    `${workerThread(cnxn)}:o.a.z.s.AuthenticationHelper@121`,
    `Client authentication scheme(s) [${own}] does not match with any of the expected ` +
      `authentication scheme [${schemes.join(', ')}], closing session.`,
  );
  return true;
}

function isEnforced(config: QuorumPeerConfig): boolean {
  return (
    booleanProperty(config, 'zookeeper.enforce.auth.enabled') ||
    booleanProperty(config, 'zookeeper.sessionRequireClientSASLAuth')
  );
}

function enforcedSchemes(config: QuorumPeerConfig): readonly string[] {
  if (booleanProperty(config, 'zookeeper.sessionRequireClientSASLAuth')) return ['sasl'];
  const schemes = systemProperty(config, 'zookeeper.enforce.auth.schemes') ?? '';
  return schemes.split(',').map((scheme) => scheme.trim());
}
