/**
 * What a process is at the moment, in one word of upstream's vocabulary and a few details.
 *
 * Mirrors: QuorumPeer.ServerState; ZooKeeper.States; `mode` of srvr.
 * Read next: server-view.ts, client-view.ts.
 */
import type { Process } from '../../kernel/world-state.ts';
import type { ServerProcessState } from '../../zookeeper/server/server-state.ts';
import { toHexString } from '../../zookeeper/protocol/zxid.ts';
import { clientOf } from './client-view.ts';

export type RoleKind =
  | 'leader'
  | 'follower'
  | 'observer'
  | 'looking'
  | 'standalone'
  | 'readOnly'
  | 'broken'
  | 'client'
  | 'shell'
  | 'tool';

export interface Role {
  readonly kind: RoleKind;
  /** Upstream's word: `LEADING`, `CONNECTED`; the program's name where there is none. */
  readonly label: string;
  /** For example `epoch 2`, `zxid 0x200000003`. */
  readonly details: readonly string[];
}

const SERVER_PROGRAM = 'QuorumPeerMain';

export function roleOf(process: Process): Role {
  const { program, state, exitCode } = process;
  if (program === SERVER_PROGRAM) {
    if (process.status === 'exited') {
      return { kind: 'broken', label: 'STOPPED', details: [`exit code ${exitCode ?? 0}`] };
    }
    return state === undefined
      ? { kind: 'looking', label: 'STARTING', details: [] }
      : serverRole(state as ServerProcessState);
  }
  if (program === 'bash') return { kind: 'shell', label: 'bash', details: [] };
  const client = clientOf(process);
  if (client !== null) return { kind: 'client', label: client.state, details: client.details };
  return { kind: 'tool', label: program, details: [] };
}

function serverRole({ quorum, db, server }: ServerProcessState): Role {
  const zxid = `zxid ${toHexString(db.lastProcessedZxid)}`;
  if (quorum === null) {
    const label = server === null ? 'STARTING' : 'STANDALONE';
    return { kind: 'standalone', label, details: [zxid] };
  }
  const { peer } = quorum;
  const details = [`epoch ${peer.currentEpoch}`, zxid];
  switch (peer.serverState) {
    case 'LEADING':
      return { kind: 'leader', label: 'LEADING', details: [peer.zabState, ...details] };
    case 'FOLLOWING':
      return { kind: 'follower', label: 'FOLLOWING', details: [peer.zabState, ...details] };
    case 'OBSERVING':
      return { kind: 'observer', label: 'OBSERVING', details: [peer.zabState, ...details] };
    default: {
      const kind = peer.isReadOnlyServing ? 'readOnly' : 'looking';
      return { kind, label: 'LOOKING', details: [...details, ...voteText(quorum.election)] };
    }
  }
}

function voteText(election: NonNullable<ServerProcessState['quorum']>['election']): string[] {
  return election === null ? [] : [`votes for ${election.proposedLeader}`];
}
