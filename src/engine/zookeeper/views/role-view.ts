/**
 * What a process of ZooKeeper is at the moment, in one word of upstream's vocabulary and a few facts.
 *
 * Mirrors: QuorumPeer.ServerState; ZooKeeper.States; `mode` of srvr.
 * Read next: server-view.ts, client-view.ts.
 */
import type { Process } from '../../kernel/world-state.ts';
import type { Look } from '../../world/server-role.ts';
import { STARTING, server, stoppedServer } from '../../world/server-role.ts';
import type { Fact, Role } from '../../world/system.ts';
import { toHexString } from '../protocol/zxid.ts';
import type { ServerProcessState } from '../server/server-state.ts';
import type { ClientDetails } from './client-view.ts';
import { clientOf } from './client-view.ts';
import { SERVER_PROGRAM } from '../server-program.ts';

const LEADING: Look = { glyph: 'star', tone: 'leading', label: 'LEADING' };
const FOLLOWING: Look = { glyph: 'ring', tone: 'following', label: 'FOLLOWING' };
const OBSERVING: Look = { glyph: 'eye', tone: 'following', label: 'OBSERVING' };
const LOOKING: Look = { glyph: 'lens', tone: 'searching', label: 'LOOKING' };
const READ_ONLY: Look = { glyph: 'eye', tone: 'following', label: 'LOOKING' };
const STANDALONE: Look = { glyph: 'square', tone: 'leading', label: 'STANDALONE' };

/** Null when the process is neither a server nor holds a client. */
export function roleOf(process: Process): Role | null {
  const { program, state, exitCode } = process;
  if (program === SERVER_PROGRAM) {
    if (process.status === 'exited') return stoppedServer(exitCode);
    return state === undefined
      ? server(STARTING, false, '', [])
      : serverRole(state as ServerProcessState);
  }
  const client = clientOf(process);
  return client === null ? null : clientRole(program, client);
}

function serverRole({ quorum, db, server: serving }: ServerProcessState): Role {
  const zxid: Fact = { name: 'zxid', value: toHexString(db.lastProcessedZxid) };
  const isServing = serving !== null;
  if (quorum === null) {
    return server(isServing ? STANDALONE : STARTING, isServing, zxid.value, [zxid]);
  }
  const { peer, election } = quorum;
  const epoch: Fact = { name: 'epoch', value: String(peer.currentEpoch) };
  const summary = `epoch ${epoch.value} · ${zxid.value}`;
  const inPhase = (look: Look) =>
    server(look, isServing, summary, [{ name: 'phase', value: peer.zabState }, epoch, zxid]);
  switch (peer.serverState) {
    case 'LEADING':
      return inPhase(LEADING);
    case 'FOLLOWING':
      return inPhase(FOLLOWING);
    case 'OBSERVING':
      return inPhase(OBSERVING);
    default: {
      const look = peer.isReadOnlyServing ? READ_ONLY : LOOKING;
      if (election === null) return server(look, isServing, summary, [epoch, zxid]);
      const vote: Fact = { name: 'votes for', value: String(election.proposedLeader) };
      return server(look, isServing, `votes for ${vote.value}`, [epoch, zxid, vote]);
    }
  }
}

function clientRole(program: string, { state, sessionId, server: address }: ClientDetails): Role {
  const facts: Fact[] = [];
  if (sessionId !== '0x0') facts.push({ name: 'session', value: sessionId });
  if (address !== null) facts.push({ name: 'server', value: address });
  const summary = address === null ? (facts[0]?.value ?? '') : `${program} · ${address}`;
  const look = { glyph: 'screen', tone: 'client', label: state } as const;
  return { ...look, tier: 'client', isServing: false, summary, facts };
}
