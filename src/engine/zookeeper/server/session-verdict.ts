/**
 * The verdict on a session: tells the client, and reads on or closes.
 *
 * Mirrors: ZooKeeperServer.finishSessionInit, 3.8.0.
 * Read next: session-setup.ts (what comes before), client-packets.ts (what comes after).
 */
import { drainPending } from './client-packets.ts';
import { cnxnOf, sendConnectResponse } from './server-cnxn.ts';
import type { ServerTurn } from './server-state.ts';
import { connectResponse, refuseSession } from './session-setup.ts';
import { ownCnxn } from './state-changes.ts';

export function finishSessionInit(
  turn: ServerTurn,
  connection: number,
  isValid: boolean,
  isNew = false,
): void {
  const cnxn = cnxnOf(turn, connection);
  if (cnxn === undefined || turn.state.server === null) return;
  if (!isValid) return refuseSession(turn, cnxn);
  const confirmed = ownCnxn(turn, cnxn);
  confirmed.isAwaitingSession = false;
  sendConnectResponse(turn, confirmed, connectResponse(turn, confirmed, true), isNew);
  drainPending(turn, connection);
}
