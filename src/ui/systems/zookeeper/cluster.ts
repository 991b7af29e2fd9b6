/** Who is who in a world at a moment: servers by role, sessions. Pure. */
import { foremost, hostViews, isServerProcess, processByKey } from '../../../engine/index.ts';
import { serverView } from '../../../engine/zookeeper/index.ts';
import type { HostNode, ProcessNode, World } from '../../../engine/index.ts';

/** The server process of each installation, also when it has ended. */
export function serversOf(hosts: readonly HostNode[]): readonly ProcessNode[] {
  return hosts.flatMap(({ processes }) => {
    const servers = processes.filter(isServerProcess);
    const keys = new Set(servers.map(({ key }) => key));
    return [...keys].map((key) => foremost(servers.filter((one) => one.key === key))!);
  });
}

export function aliveServers(hosts: readonly HostNode[]): readonly ProcessNode[] {
  return serversOf(hosts).filter(({ status }) => status === 'running');
}

export function voters(servers: readonly ProcessNode[], world: World): readonly ProcessNode[] {
  return servers.filter((server) => !isObserver(server, world));
}

function isObserver({ key }: ProcessNode, world: World): boolean {
  const process = processByKey(world, key);
  const details = process === undefined ? null : serverView(process);
  const own = details?.config.find(([name]) => name === `server.${details.myid}`);
  return own?.[1].endsWith(':observer') ?? false;
}

/** Running servers that are leading right now, by their own word. */
export function leadersOf(world: World): readonly ProcessNode[] {
  return serversOf(hostViews(world)).filter(
    ({ role, status }) => role.label === 'LEADING' && status !== 'exited',
  );
}

/** Whether a server is leading and has a quorum behind it, so that it answers clients. */
export function isServed(world: World, except = ''): boolean {
  return leadersOf(world).some(({ key, status }) => {
    const process = processByKey(world, key);
    return key !== except && status === 'running' && !!process && serverView(process)?.isServing;
  });
}

/** Sessions that any running server still knows, by id. */
export function knownSessions(world: World): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const process of world.processes.values()) {
    if (process.status !== 'running') continue;
    for (const { id, isClosing } of serverView(process)?.sessions ?? []) {
      if (!isClosing) ids.add(id);
    }
  }
  return ids;
}
