/**
 * The settings that a quorum peer logs at its start, beside those that every server logs.
 *
 * Mirrors: QuorumPeerMain.runFromConfig, QuorumPeer's setters, initialize and start, and the static
 * initializer of FastLeaderElection, 3.8.0.
 * Departs: values that the playground cannot change are constants; `snapshot.trust.empty` comes with
 * the loading of the database, not before.
 * Read next: startup-log.ts.
 */
import { numberProperty } from '../admin/config.ts';
import { isQuiet, logLine } from '../admin/log-line.ts';
import type { ServerTurn } from './server-state.ts';

type Line = readonly [source: string, text: string];

/** QuorumPeer's setters, until the first database is made. */
export function logPeerLimits(turn: ServerTurn): void {
  const { config } = turn.state;
  const renegotiation =
    'Setting -D jdk.tls.rejectClientInitiatedRenegotiation=true to disable client-initiated TLS ' +
    'renegotiation';
  sayMain(turn, [
    ['s.q.QuorumPeer@798', 'zookeeper.quorumCnxnTimeoutMs=-1'],
    ['c.X509Util@77', renegotiation],
    ['s.q.QuorumPeer@1764', 'Local sessions disabled'],
    ['s.q.QuorumPeer@1775', 'Local session upgrading disabled'],
    ['s.q.QuorumPeer@1742', `tickTime set to ${config.tickTimeMs}`],
    ['s.q.QuorumPeer@1786', `minSessionTimeout set to ${config.minSessionTimeoutMs}`],
    ['s.q.QuorumPeer@1797', `maxSessionTimeout set to ${config.maxSessionTimeoutMs}`],
    ['s.q.QuorumPeer@1822', `initLimit set to ${config.initLimit}`],
    ['s.q.QuorumPeer@2009', `syncLimit set to ${config.syncLimit}`],
    ['s.q.QuorumPeer@2024', 'connectToLearnerMasterLimit set to 0'],
  ]);
}

/** QuorumPeer's communication settings, before it loads its data. */
export function logPeerCommunication(turn: ServerTurn): void {
  sayMain(turn, [
    ['s.q.QuorumPeer@2088', 'Using insecure (non-TLS) quorum communication'],
    ['s.q.QuorumPeer@2094', 'Port unification disabled'],
    ['s.q.QuorumPeer@181', 'multiAddress.enabled set to false'],
    ['s.q.QuorumPeer@206', 'multiAddress.reachabilityCheckEnabled set to true'],
    ['s.q.QuorumPeer@193', 'multiAddress.reachabilityCheckTimeoutMs set to 1000'],
    ['s.q.QuorumPeer@2549', 'QuorumPeer communication is not secured! (SASL auth disabled)'],
    ['s.q.QuorumPeer@2574', 'quorum.cnxn.threads.size set to 20'],
  ]);
}

/** What is said when the election is set up, with the data and the epochs loaded. */
export function logElectionSettings(turn: ServerTurn): void {
  const { config } = turn.state;
  const interval = (name: string, byDefault: number): string => {
    const key = `zookeeper.fastleader.${name}`;
    return `${key} = ${numberProperty(config, key, byDefault)} ms`;
  };
  const timeoutMs = Math.floor(config.tickTimeMs * config.syncLimit);
  sayMain(turn, [
    ['s.q.QuorumPeer@2591', `Using ${timeoutMs}ms as the quorum cnxn socket timeout`],
    ['s.q.QuorumCnxManager$Listener@924', 'Election port bind maximum retries is 3'],
    ['s.q.FastLeaderElection@90', interval('minNotificationInterval', 200)],
    ['s.q.FastLeaderElection@92', interval('maxNotificationInterval', 60_000)],
    ['a.ZKAuditProvider@42', 'ZooKeeper audit is disabled.'],
  ]);
}

function sayMain(turn: ServerTurn, lines: readonly Line[]): void {
  if (isQuiet(turn)) return;
  for (const [source, text] of lines) logLine(turn, 'INFO', `main:o.a.z.${source}`, text);
}
