/**
 * What is rare, on demand: each button looks at the cluster as it is and gives ordinary operator
 * actions. Nothing happens that a learner could not have done by hand.
 */
import { verbs } from '../../engine/index.ts';
import type { HostNode, OperatorAction, ProcessNode } from '../../engine/index.ts';
import type { Messages } from '../i18n/i18n.svelte.ts';
import { isServerProcess } from '../stage/layout.ts';

export interface Provocation {
  readonly name: keyof Messages['provoke'];
  /** Null: not possible at the moment. */
  readonly actions: readonly OperatorAction[] | null;
}

export function provocations(hosts: readonly HostNode[]): readonly Provocation[] {
  const servers = hosts.flatMap(({ processes }) => {
    const latest = processes.filter(isServerProcess).at(-1);
    return latest === undefined ? [] : [latest];
  });
  const alive = servers.filter(({ status }) => status === 'running');
  const leader = alive.find(({ role }) => role.kind === 'leader');
  const followers = alive.filter(({ role }) => role.kind === 'follower');
  const clients = hosts.filter(({ processes }) => !processes.some(isServerProcess));
  const others = (one: ProcessNode) => servers.filter(({ host }) => host !== one.host);
  return [
    {
      name: 'zombieLeader',
      actions:
        leader === undefined || followers.length === 0
          ? null
          : verbs.partition(
              [leader.host],
              others(leader).map(({ host }) => host),
            ),
    },
    { name: 'frozenLeader', actions: leader === undefined ? null : verbs.pause(leader.key) },
    { name: 'leaderDies', actions: leader === undefined ? null : verbs.kill(leader.key) },
    {
      name: 'noMajority',
      actions:
        alive.length < 2
          ? null
          : alive
              .slice(0, alive.length - Math.ceil(servers.length / 2) + 1)
              .flatMap(({ key }) => verbs.kill(key)),
    },
    {
      name: 'electAnew',
      actions: servers.length < 2 ? null : servers.flatMap(({ key }) => verbs.restart(key)),
    },
    {
      name: 'slowFollower',
      actions: followers[0] === undefined ? null : verbs.slowDisk(followers[0].host, 800),
    },
    {
      name: 'lostClient',
      actions: clients[0] === undefined ? null : verbs.isolate(clients[0].name),
    },
    {
      name: 'blackout',
      actions: alive.length === 0 ? null : alive.flatMap(({ host }) => verbs.powerOff(host)),
    },
  ];
}
