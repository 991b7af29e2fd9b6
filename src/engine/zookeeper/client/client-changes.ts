/**
 * Parts of a client's state, to be changed in place by the step that has copied them.
 *
 * Read next: ../../kernel/turn.ts, client-copies.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';
import { copyLink, copySession, copyTraffic } from './client-copies.ts';
import type { ClientLink, ClientSession, ClientTraffic, ClientTurn } from './client-state.ts';

/** The session, to be changed in place; so with the parts below. */
export function ownSession(turn: ClientTurn): Mutable<ClientSession> {
  const { session } = turn.state;
  if (owns(turn, session)) return session;
  return (ownState(turn).session = own(turn, copySession(session)));
}

/** The way to a server. */
export function ownLink(turn: ClientTurn): Mutable<ClientLink> {
  const { link } = turn.state;
  if (owns(turn, link)) return link;
  return (ownState(turn).link = own(turn, copyLink(link)));
}

/** What every message changes. */
export function ownTraffic(turn: ClientTurn): Mutable<ClientTraffic> {
  const { traffic } = turn.state;
  if (owns(turn, traffic)) return traffic;
  return (ownState(turn).traffic = own(turn, copyTraffic(traffic)));
}
