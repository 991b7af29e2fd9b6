/**
 * What is rare, on demand: each entry looks at the cluster as it is and gives steps of ordinary
 * operator actions. Nothing happens that a learner could not have done by hand.
 */
import {
  actionText,
  hostViews,
  isServerProcess,
  processByKey,
  verbs,
} from '../../../engine/index.ts';
import { clientOf, serverView } from '../../../engine/zookeeper/index.ts';
import type { HostNode, OperatorAction, ProcessNode, World } from '../../../engine/index.ts';
import { aliveServers, isServed, knownSessions, leadersOf, serversOf, voters } from './cluster.ts';
import { terminalOn } from '../../sandbox/terminal-on.ts';
import type { Provocation, Step } from '../system-ui.ts';
import type { ZooKeeperWords } from './words.en.ts';
import { words } from './words.ts';

type ProvocationName = keyof ZooKeeperWords['provoke'];

/** The cluster as a provocation finds it. */
interface Situation {
  readonly world: World;
  readonly hosts: readonly HostNode[];
  readonly servers: readonly ProcessNode[];
  readonly alive: readonly ProcessNode[];
  readonly leader: ProcessNode | undefined;
  readonly followers: readonly ProcessNode[];
}

type Setup = (situation: Situation) => readonly Step[] | null;

/** A tick of the standard configuration. */
const TICK_MS = 2000;

function now(actions: readonly OperatorAction[]): readonly Step[] {
  return actions.length === 0
    ? []
    : [{ text: actions.map(actionText).join('; '), actions: () => actions }];
}

/** Everybody else's hosts. */
function otherHosts({ servers }: Situation, one: ProcessNode): readonly string[] {
  return [...new Set(servers.map(({ host }) => host))].filter((host) => host !== one.host);
}

/** The leader dies, and those who are left cannot hear each other across the middle. */
const splitVote: Setup = (situation) => {
  const { leader, world } = situation;
  if (leader === undefined) return null;
  const all = voters(situation.servers, world);
  const left = voters(situation.alive, world).filter(({ key }) => key !== leader.key);
  const hosts = new Set(left.map(({ host }) => host));
  if (left.length < 2 || hosts.size < left.length) return null;
  const half = Math.ceil(left.length / 2);
  if (half >= Math.floor(all.length / 2) + 1) return null;
  const names = left.map(({ host }) => host);
  const cuts = verbs.partition(names.slice(0, half), names.slice(half));
  return now([...cuts, ...verbs.kill(leader.key)]);
};

/** The leader sleeps until the others have another one, then wakes up and still believes it leads. */
const zombieLeader: Setup = ({ leader, followers }) => {
  if (leader === undefined || followers.length < 2) return null;
  return [
    ...now(verbs.pause(leader.key)),
    {
      text: `wait for a new leader; ${verbs.resume(leader.key).map(actionText).join('; ')}`,
      until: (world) => isServed(world, leader.key),
      actions: () => verbs.resume(leader.key),
    },
  ];
};

/**
 * What followers send reaches the leader late, what it sends is lost: they have another leader while
 * it still hears their old answers.
 */
const twoLeaders: Setup = (situation) => {
  const { leader, followers, world } = situation;
  if (leader === undefined || followers.length < 2) return null;
  const hosts = otherHosts(situation, leader);
  if (hosts.length < 2) return null;
  const { tickMs, syncLimit } = limitsOf(world, leader);
  const lateMs = Math.round(0.7 * tickMs * syncLimit);
  const cuts = hosts.flatMap((host) => verbs.cutOneWay(leader.host, host));
  return [
    ...now(hosts.flatMap((host) => verbs.slowOneWay(host, leader.host, lateMs))),
    { text: cuts.map(actionText).join('; '), afterMs: lateMs + tickMs / 2, actions: () => cuts },
    {
      text: 'wait for a second leader',
      until: (then) => isServed(then, leader.key),
      actions: () => [],
    },
  ];
};

function limitsOf(world: World, { key }: ProcessNode): { tickMs: number; syncLimit: number } {
  const config = configOf(world, key);
  return {
    tickMs: Number(config.get('tickTime')) || TICK_MS,
    syncLimit: Number(config.get('syncLimit')) || 5,
  };
}

function configOf(world: World, key: string): ReadonlyMap<string, string> {
  const process = processByKey(world, key);
  return new Map(process === undefined ? [] : serverView(process)?.config);
}

/** A client with an ephemeral znode is unheard for just too long. */
const lateClient: Setup = ({ hosts, world, alive }) => {
  const host = clientHosts(hosts)[0];
  if (host === undefined || alive.length === 0) return null;
  const connected = host.processes.find(
    ({ status, role }) => status === 'running' && role.label === 'CONNECTED',
  );
  const opening = connected === undefined ? connectSteps(host.name, alive[0]!, world) : [];
  let session = '';
  return [
    ...opening,
    {
      text: `isolate ${host.name}`,
      until: (then) => sessionOn(then, host.name) !== '',
      actions: (then) => {
        session = sessionOn(then, host.name);
        return verbs.isolate(host.name);
      },
    },
    {
      text: 'wait until its session has expired',
      until: (then) => !knownSessions(then).has(session),
      actions: () => [],
    },
    {
      text: `wait one tick; rejoin ${host.name}`,
      afterMs: limitsOf(world, alive[0]!).tickMs,
      actions: () => verbs.rejoin(host.name),
    },
  ];
};

function connectSteps(host: string, server: ProcessNode, world: World): readonly Step[] {
  const port = configOf(world, server.key).get('clientPort') || '2181';
  const line = `zkCli.sh -timeout 6000 -server ${server.host}:${port}`;
  const typed = (text: string) => (then: World) => verbs.type(terminalOn(then, host) ?? 1, text);
  return [
    { text: `open a terminal on ${host}`, actions: () => verbs.openTerminal(host) },
    { text: line, afterMs: 300, actions: typed(line) },
    {
      text: 'create -e /here-i-am',
      until: (then) => sessionOn(then, host) !== '',
      actions: typed('create -e /here-i-am'),
    },
    { text: 'wait for the answer', afterMs: 1500, actions: () => [] },
  ];
}

/** Id of the session of a connected client on a host; empty when there is none. */
function sessionOn(world: World, host: string): string {
  for (const process of world.processes.values()) {
    if (process.info.host !== host || process.status !== 'running') continue;
    const client = clientOf(process);
    if (client?.state === 'CONNECTED') return client.sessionId;
  }
  return '';
}

function clientHosts(hosts: readonly HostNode[]): readonly HostNode[] {
  return hosts.filter((host) => host.isPowered && !host.processes.some(isServerProcess));
}

const loneLeader: Setup = (situation) => {
  const { leader, followers } = situation;
  if (leader === undefined || followers.length === 0) return null;
  const hosts = otherHosts(situation, leader);
  return hosts.length === 0 ? null : now(verbs.partition([leader.host], hosts));
};

/** So many voters die that one is missing for a majority. */
const noMajority: Setup = ({ alive, servers, world }) => {
  const needed = Math.floor(voters(servers, world).length / 2) + 1;
  const living = voters(alive, world);
  const doomed = living.slice(0, living.length - needed + 1);
  if (servers.length < 2 || doomed.length <= 0) return null;
  return now(doomed.flatMap(({ key }) => verbs.kill(key)));
};

const SETUPS: Readonly<Record<ProvocationName, Setup>> = {
  splitVote,
  zombieLeader,
  twoLeaders,
  lateClient,
  loneLeader,
  frozenLeader: ({ leader }) => (leader === undefined ? null : now(verbs.pause(leader.key))),
  leaderDies: ({ leader }) => (leader === undefined ? null : now(verbs.kill(leader.key))),
  noMajority,
  electAnew: ({ servers }) =>
    servers.length < 2 ? null : now(servers.flatMap(({ key }) => verbs.restart(key))),
  slowFollower: ({ followers }) =>
    followers[0] === undefined ? null : now(verbs.slowDisk(followers[0].host, 800)),
  lostClient: ({ hosts }) => {
    const host = clientHosts(hosts)[0];
    return host === undefined ? null : now(verbs.isolate(host.name));
  },
  blackout: ({ alive }) =>
    alive.length === 0
      ? null
      : now([...new Set(alive.map(({ host }) => host))].flatMap((host) => verbs.powerOff(host))),
};

/** What can be set up in this world, in the order of the menu. */
export function provocations(world: World): readonly Provocation[] {
  const hosts = hostViews(world);
  const servers = serversOf(hosts);
  const alive = aliveServers(hosts);
  // Who is still agreeing on an epoch would be provoked into something else.
  const isServing = ({ key }: ProcessNode) => {
    const process = processByKey(world, key);
    return process !== undefined && serverView(process)?.isServing === true;
  };
  const leader = leadersOf(world).find((one) => one.status === 'running' && isServing(one));
  const followers = alive.filter((one) => one.role.label === 'FOLLOWING' && isServing(one));
  const situation: Situation = { world, hosts, servers, alive, leader, followers };
  return (Object.keys(SETUPS) as ProvocationName[]).map((name) => ({
    name,
    title: words().provoke[name],
    watch: words().watch[name],
    steps: SETUPS[name](situation),
  }));
}
