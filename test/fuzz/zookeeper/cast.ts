/**
 * Who can be named in a trial of an ensemble: servers `zk1`, `zk2` and so on, and the leader or a
 * follower of the moment.
 */
import type { Kernel } from '../../../src/engine/kernel/kernel.ts';
import type { ServerProcessState } from '../../../src/engine/zookeeper/server/server-state.ts';
import type { Cast } from '../core/area.ts';

export function serverHost(number: number): string {
  return `zk${number}`;
}

/** Servers share a key whatever their properties, so that lines can name them. */
export function serverKey(host: string): string {
  return `${host}/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg`;
}

/** The hosts whose server says that it is in this state. */
function hostsThatAre(kernel: Kernel, wanted: 'LEADING' | 'FOLLOWING'): readonly string[] {
  const hosts: string[] = [];
  for (const { info, program, state, status } of kernel.world.processes.values()) {
    if (program !== 'QuorumPeerMain' || status === 'exited') continue;
    const server = state as ServerProcessState | null | undefined;
    if (server?.quorum?.peer.serverState === wanted) hosts.push(info.host);
  }
  return hosts;
}

export const cast: Cast = {
  hostOf: serverHost,
  keyOf: serverKey,
  parts: {
    leader: (kernel) => hostsThatAre(kernel, 'LEADING'),
    follower: (kernel) => hostsThatAre(kernel, 'FOLLOWING'),
  },
};
