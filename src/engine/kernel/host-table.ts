/**
 * Hosts: made from their specification, changed as a whole.
 */
import type { Disk } from './disk.ts';
import { createDisk, makeFolder, parentOf, placeFile } from './disk-operations.ts';
import type { HostSpec } from './options.ts';
import type { Connection, Host, World } from './world-state.ts';
import { flusherPhase } from './write-back.ts';

const DEFAULT_DISK_BYTES = 20 * 1024 ** 3;
const FIRST_EPHEMERAL_PORT = 40000;

export function createHost(spec: HostSpec, seed: number): Host {
  const capacityBytes = spec.diskCapacityBytes ?? DEFAULT_DISK_BYTES;
  let disk = createDisk(capacityBytes, flusherPhase(seed, spec.name));
  for (const folder of ['/tmp', '/root', ...(spec.folders ?? [])])
    disk = makeFolder(disk, folder, 0);
  for (const [path, text] of Object.entries(spec.files ?? {})) {
    disk = makeFolder(disk, parentOf(path), 0);
    disk = placeFile(disk, path, text);
  }
  return {
    name: spec.name,
    ip: spec.ip,
    disk,
    isPowered: true,
    listeners: {},
    syncBusyUntilMs: 0,
    nextEphemeralPort: FIRST_EPHEMERAL_PORT,
    boot: spec.boot ?? [],
  };
}

export function changeHost(
  world: World,
  name: string,
  change: Partial<Omit<Host, 'name' | 'ip'>>,
): void {
  const host = world.hosts.get(name)!;
  world.hosts.set(name, {
    name: host.name,
    ip: host.ip,
    disk: change.disk ?? host.disk,
    isPowered: change.isPowered ?? host.isPowered,
    listeners: change.listeners ?? host.listeners,
    syncBusyUntilMs: change.syncBusyUntilMs ?? host.syncBusyUntilMs,
    nextEphemeralPort: change.nextEphemeralPort ?? host.nextEphemeralPort,
    boot: change.boot ?? host.boot,
  });
}

export function setDisk(world: World, name: string, disk: Disk): void {
  const host = world.hosts.get(name)!;
  world.hosts.set(name, withDisk(host, disk, host.syncBusyUntilMs));
}

export function setSyncBusy(world: World, name: string, untilMs: number): void {
  const host = world.hosts.get(name)!;
  world.hosts.set(name, withDisk(host, host.disk, untilMs));
}

/** Field by field: it runs several times for every write, and a spread costs ten times as much. */
function withDisk(host: Host, disk: Disk, syncBusyUntilMs: number): Host {
  return {
    name: host.name,
    ip: host.ip,
    disk,
    isPowered: host.isPowered,
    listeners: host.listeners,
    syncBusyUntilMs,
    nextEphemeralPort: host.nextEphemeralPort,
    boot: host.boot,
  };
}

/** Whether a name means the host itself; Java takes the empty one so too. */
export function isLoopback(name: string): boolean {
  return name === '' || name === 'localhost' || name === '::1' || name.startsWith('127.');
}

/** Host for a name as `from` resolves it: own names, host names, IP addresses. */
export function resolveHost(world: World, from: string, name: string): Host | undefined {
  if (isLoopback(name) || name === '0.0.0.0') {
    return world.hosts.get(from);
  }
  const byName = world.hosts.get(name);
  if (byName !== undefined) return byName;
  for (const host of world.hosts.values()) if (host.ip === name) return host;
  return undefined;
}

/** The address of the other end, as the one on this side sees it; null: there is no such host. */
export function remoteIpOf(world: World, connection: Connection, side: 0 | 1): string | null {
  if (connection.isLoopback) return '127.0.0.1';
  return world.hosts.get(connection.ends[side === 0 ? 1 : 0].address.host)?.ip ?? null;
}
