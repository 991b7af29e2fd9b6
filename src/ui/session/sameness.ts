/**
 * Views are made anew after every event; most of them say what they said before. Handing out the
 * old object then lets the page skip everything that hangs on it.
 */
import type {
  ConnectionEnd,
  ConnectionNode,
  HostNode,
  ProcessNode,
  Role,
} from '../../engine/index.ts';

/** The new list, with each host replaced by its old object where nothing that shows has changed. */
export function keepHosts(
  old: readonly HostNode[],
  fresh: readonly HostNode[],
): readonly HostNode[] {
  let isSame = old.length === fresh.length;
  const kept = fresh.map((host, index) => {
    const before = old[index];
    if (before !== undefined && isSameHost(before, host)) return before;
    isSame = false;
    return host;
  });
  return isSame ? old : kept;
}

function isSameHost(a: HostNode, b: HostNode): boolean {
  return (
    a.name === b.name &&
    a.isPowered === b.isPowered &&
    a.isServer === b.isServer &&
    a.processes.length === b.processes.length &&
    a.processes.every((process, index) => isSameProcess(process, b.processes[index]!))
  );
}

function isSameProcess(a: ProcessNode, b: ProcessNode): boolean {
  return (
    a.pid === b.pid &&
    // In another run the same pid may be another process.
    a.key === b.key &&
    a.argv.length === b.argv.length &&
    a.argv.every((word, index) => word === b.argv[index]) &&
    a.status === b.status &&
    a.exitCode === b.exitCode &&
    isSameRole(a.role, b.role)
  );
}

function isSameRole(a: Role, b: Role): boolean {
  return (
    a.glyph === b.glyph &&
    a.label === b.label &&
    a.isServing === b.isServing &&
    a.summary === b.summary &&
    a.facts.length === b.facts.length &&
    a.facts.every(({ name, value }, index) => {
      const other = b.facts[index]!;
      return name === other.name && value === other.value;
    })
  );
}

function isSameEnd(a: ConnectionEnd, b: ConnectionEnd): boolean {
  return a.pid === b.pid && a.key === b.key && a.host === b.host && a.port === b.port;
}

/** The old list when no connection came, went or changed. */
export function keepConnections(
  old: readonly ConnectionNode[],
  fresh: readonly ConnectionNode[],
): readonly ConnectionNode[] {
  const isSame =
    old.length === fresh.length &&
    fresh.every((one, index) => {
      const before = old[index]!;
      return (
        before.id === one.id &&
        before.state === one.state &&
        before.cut === one.cut &&
        isSameEnd(before.from, one.from) &&
        isSameEnd(before.to, one.to)
      );
    });
  return isSame ? old : fresh;
}
