/**
 * Copies of the parts of a client's state, field by field: a copy made by spreading would be ten times dearer,
 * because a spread of what was itself spread has a shape of its own each time.
 *
 * Read next: client-state.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type { ClientLink, ClientSession, ClientState, ClientTraffic } from './client-state.ts';

export function copyClient(client: ClientState): Mutable<ClientState> {
  return {
    config: client.config,
    chart: client.chart,
    states: client.states,
    phase: client.phase,
    session: client.session,
    link: client.link,
    traffic: client.traffic,
    watches: client.watches,
  };
}

export function copySession(session: ClientSession): Mutable<ClientSession> {
  return {
    sessionId: session.sessionId,
    passwd: session.passwd,
    negotiatedTimeoutMs: session.negotiatedTimeoutMs,
    readTimeoutMs: session.readTimeoutMs,
    connectTimeoutMs: session.connectTimeoutMs,
    lastEventState: session.lastEventState,
    hasSeenRwServer: session.hasSeenRwServer,
    isFirstConnect: session.isFirstConnect,
    isClosing: session.isClosing,
    isEventThreadDead: session.isEventThreadDead,
    auth: session.auth,
  };
}

export function copyLink(link: ClientLink): Mutable<ClientLink> {
  return {
    connection: link.connection,
    attempt: link.attempt,
    server: link.server,
    hosts: link.hosts,
    random: link.random,
    rwServer: link.rwServer,
    rwProbe: link.rwProbe,
    pingRwTimeoutMs: link.pingRwTimeoutMs,
  };
}

export function copyTraffic(traffic: ClientTraffic): Mutable<ClientTraffic> {
  return {
    xid: traffic.xid,
    lastZxid: traffic.lastZxid,
    lastSendMs: traffic.lastSendMs,
    lastHeardMs: traffic.lastHeardMs,
    outgoing: traffic.outgoing,
    pending: traffic.pending,
  };
}
