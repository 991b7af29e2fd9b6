/**
 * What can be done to what is selected: the same list feeds the menu, the inspector's buttons, the
 * keyboard and the command palette. Each offer carries the actions and so the command it stands for.
 */
import { actionText, loadedSystems, mainDaemon, verbs } from '../../engine/index.ts';
import type { HostNode, OperatorAction, ProcessNode, World } from '../../engine/index.ts';
import { OPEN_TERMINALS } from '../app/bounds.ts';
import type { Messages } from '../i18n/messages.ts';
import { verbName } from '../session/find-process.ts';
import type { Session } from '../session/session.svelte.ts';
import { shownProcesses } from '../stage/layout.ts';

/** A delay in which a learner can do something; the short one only changes the order of things. */
const LONG_MS = 5000;
const LONG = '5 s';

export type OfferName = keyof Messages['offer'];

export interface Offer {
  readonly name: OfferName;
  /** What the name is about where it is not plain: another host. */
  readonly object: string;
  /** The command or verb, as the journal will show it. */
  readonly command: string;
  readonly actions: readonly OperatorAction[];
  /** One key, pressed while the node has the focus. */
  readonly key: string;
  readonly isDangerous: boolean;
}

function offer(
  name: OfferName,
  actions: readonly OperatorAction[],
  { key = '', object = '', isDangerous = false } = {},
): Offer {
  const command = actions.length === 0 ? '' : actionText(actions[0]!);
  return { name, object, command, actions, key, isDangerous };
}

function processOffers(process: ProcessNode, host: HostNode): readonly Offer[] {
  const { status, isDaemon } = process;
  const key = verbName(process, host);
  if (status === 'exited')
    return isDaemon ? [offer('start', verbs.restart(key), { key: 's' })] : [];
  const list = [
    status === 'paused'
      ? offer('resume', verbs.resume(key), { key: 'p' })
      : offer('pause', verbs.pause(key), { key: 'p' }),
    offer('kill', verbs.kill(key), { key: 'k', isDangerous: true }),
  ];
  if (isDaemon) {
    list.push(
      offer('terminate', verbs.terminate(key)),
      offer('restart', verbs.restart(key), { key: 'r' }),
    );
  }
  return list;
}

/** The process that a host stands for. */
function mainOf(host: HostNode): ProcessNode | undefined {
  const processes = shownProcesses(host);
  return mainDaemon(processes) ?? processes.findLast(({ role }) => role.tier !== 'shell');
}

export function hostOffers(host: HostNode, world: World): readonly Offer[] {
  const { name } = host;
  if (!host.isPowered) return [offer('powerOn', verbs.powerOn(name), { key: 'o' })];
  const main = mainOf(host);
  const list = main === undefined ? firstStart(name, world) : [...processOffers(main, host)];
  list.push(offer('powerOff', verbs.powerOff(name), { key: 'o', isDangerous: true }));
  list.push(
    verbs.isIsolated(world, name)
      ? offer('rejoin', verbs.rejoin(name), { key: 'i' })
      : offer('isolate', verbs.isolate(name), { key: 'i', isDangerous: true }),
  );
  list.push(
    ...(verbs.isDiskSlow(world, name)
      ? [offer('fastDisk', verbs.fastDisk(name))]
      : [
          offer('slowDisk', verbs.slowDisk(name, 200)),
          offer('slowDisk', verbs.slowDisk(name, LONG_MS), { object: LONG }),
        ]),
    ...healOffers(name, world),
    world.terminals.size < OPEN_TERMINALS
      ? offer('terminal', verbs.openTerminal(name), { key: 't' })
      : offer('terminalsFull', [], { object: `(${OPEN_TERMINALS})` }),
  );
  return list;
}

/** A cut outlives the connections on which it was made: it can be healed at both its hosts. */
function healOffers(host: string, world: World): Offer[] {
  const others = world.rules.flatMap((rule) => {
    if (rule.kind !== 'cut' || rule.to === '*') return [];
    if (rule.from !== host && rule.to !== host) return [];
    return [rule.from === host ? rule.to : rule.from];
  });
  return [...new Set(others)].map((other) =>
    offer('heal', verbs.heal(host, other), { object: `${host} ↔ ${other}` }),
  );
}

/** A server that is installed and has never been started. */
function firstStart(host: string, world: World): Offer[] {
  const disk = world.hosts.get(host)?.disk;
  if (disk === undefined) return [];
  return loadedSystems()
    .flatMap((system) => system.startsOn(host, disk))
    .map((start) => offer('start', verbs.start(host, start), { key: 's' }));
}

/** Between two hosts. */
export function linkOffers(a: string, b: string, world: World): readonly Offer[] {
  const isCut = world.rules.some(
    (rule) =>
      rule.kind === 'cut' &&
      ((rule.from === a && rule.to === b) || (rule.from === b && rule.to === a)),
  );
  const ways = [
    [a, b],
    [b, a],
  ] as const;
  const slowed = ways.filter(([from, to]) => verbs.isSlowOneWay(world, from, to));
  const list = isCut
    ? [offer('heal', verbs.heal(a, b), { object: `${a} ↔ ${b}`, key: 'h' })]
    : [
        offer('cut', verbs.cut(a, b), { object: `${a} ↔ ${b}`, key: 'c', isDangerous: true }),
        offer('cutOneWay', verbs.cutOneWay(a, b), { object: `${a} → ${b}` }),
        offer('cutOneWay', verbs.cutOneWay(b, a), { object: `${b} → ${a}` }),
      ];
  list.push(
    slowed.length > 0
      ? offer(
          'fastLink',
          slowed.flatMap(([from, to]) => verbs.fastOneWay(from, to)),
          { object: `${a} ↔ ${b}` },
        )
      : offer('slowLink', verbs.slowNetwork(a, b, 20), { object: `${a} ↔ ${b}` }),
  );
  if (slowed.length < 2) {
    for (const [from, to] of ways) {
      if (verbs.isSlowOneWay(world, from, to)) continue;
      const object = `${from} → ${to}, ${LONG}`;
      list.push(offer('slowLink', verbs.slowOneWay(from, to, LONG_MS), { object }));
    }
  }
  return list;
}

/** Everything for the present selection. */
export function offersOf(session: Session): readonly Offer[] {
  const { selection } = session;
  const { world } = session.timeline;
  if (selection === null) return worldOffers(session);
  switch (selection.kind) {
    case 'host': {
      const host = session.host(selection.host);
      return host === undefined ? [] : hostOffers(host, world);
    }
    case 'process': {
      const host = session.host(selection.key.slice(0, selection.key.indexOf('/')));
      const process = session.selectedProcess;
      if (host === undefined) return [];
      // Without power nothing can be done to a process, but to its host.
      if (!host.isPowered) return hostOffers(host, world);
      if (process === undefined) return [];
      const isMain = mainOf(host)?.pid === process.pid;
      return isMain ? hostOffers(host, world) : processOffers(process, host);
    }
    case 'connection': {
      const connection = session.connections.find(({ id }) => id === selection.id);
      if (connection === undefined) return worldOffers(session);
      const { from, to, id } = connection;
      const links = from.host === to.host ? [] : linkOffers(from.host, to.host, world);
      return [...links, offer('reset', verbs.resetConnection(id))];
    }
    case 'message': {
      if (selection.sequence < 0) return [];
      const { sequence } = selection;
      return session.flights.some((flight) => flight.sequence === sequence)
        ? [offer('lose', verbs.loseMessage(sequence, 200))]
        : [];
    }
    default:
      return [];
  }
}

export function worldOffers(session: Session): readonly Offer[] {
  const { world } = session.timeline;
  return world.rules.length === 0 ? [] : [offer('healAll', verbs.healAll(world))];
}
