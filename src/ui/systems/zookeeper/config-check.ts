/** What the servers' own parser says about a cluster's zoo.cfg files, before anything is started. */
import { readText, scenarioOf } from '../../../engine/index.ts';
import {
  CONFIG_KEYS,
  parseQuorumPeerConfig,
  serverPlaces,
} from '../../../engine/zookeeper/index.ts';
import type { ClusterSpec, Disk, Scenario } from '../../../engine/index.ts';
import { startSimulation } from '../../../shell/index.ts';

export interface ConfigProblem {
  readonly server: number;
  /** The parser's own words, as the server would log them. */
  readonly message: string;
}

/** Settings that are read as system properties, `zookeeper.` before the key. */
const PROPERTIES = [
  '4lw.commands.whitelist',
  'DigestAuthenticationProvider.enabled',
  'DigestAuthenticationProvider.superDigest',
  'admin.enableServer',
  'commitLogCount',
  'datadir.autocreate',
  'db.autocreate',
  'enforceQuota',
  'extendedTypesEnabled',
  'forceSync',
  'leaderConnectDelayDuringRetryMs',
  'observer.election.DelayMs',
  'preAllocSize',
  'skipACL',
  'snapCount',
  'snapSizeLimitInKb',
  'snapshot.trust.empty',
  'snapshotSizeFactor',
  'txnLogSizeLimitInKb',
];

/** Every key that a zoo.cfg may have here, for search and completion. */
export const ALL_KEYS: readonly string[] = [...new Set([...CONFIG_KEYS, ...PROPERTIES])].sort();

/**
 * The first server that would not start, and why; null when all would. Goes server by server: whoever
 * asks for the next may draw in between, or go away.
 */
export function* lookingForProblem(cluster: ClusterSpec): Generator<void, ConfigProblem | null> {
  const spec = cluster.zookeeper ?? { servers: 0 };
  const scenario = scenarioOf({ ...cluster, zookeeper: { ...spec, started: 'none' } });
  const hosts = new Map(scenario.hosts.map((host) => [host.name, host]));
  const disks = new Map<string, Disk>();
  const resolve = (name: string) => hosts.get(name)?.ip;
  for (const { number, host, configPath } of serverPlaces(spec)) {
    yield;
    const disk = disks.get(host) ?? diskOf({ ...scenario, hosts: [hosts.get(host)!] });
    disks.set(host, disk);
    const text = readText(disk, configPath) ?? '';
    const systemProperties = Object.fromEntries(
      (spec.properties ?? []).map((line) => /^-D([^=]*)=?(.*)$/.exec(line)?.slice(1) ?? [line, '']),
    ) as Record<string, string>;
    const around = { disk, systemProperties, fileName: configPath, cwd: '/root', resolve };
    const result = parseQuorumPeerConfig(text, around);
    if (!result.ok) return { server: number, message: result.message };
  }
  return null;
}

/** The disk of the only host of a scenario. */
function diskOf(scenario: Scenario): Disk {
  const [host] = startSimulation(scenario).world.hosts.values();
  return host!.disk;
}
