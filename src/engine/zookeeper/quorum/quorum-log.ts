/**
 * The settings that a quorum peer logs when a role's classes are first used.
 *
 * Mirrors: the static initializers of Leader, LearnerMaster, LearnerHandler and Learner, 3.8.0.
 * Departs: values that the playground cannot change are constants.
 * Read next: ../server/peer-settings-log.ts (what is said at the start).
 */
import { numberProperty } from '../admin/config.ts';
import type { LogLevel } from '../admin/log-line.ts';
import { isQuiet, logLine } from '../admin/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { quorumOf, sayPeer, setPeer } from './quorum-peer.ts';

type Line = readonly [source: string, text: string];

/** Static initializers of the leader's classes: said by the first leadership of a process. */
export function logLeaderSettings(turn: ServerTurn): void {
  logOnce(turn, 'Leader', [
    ['LearnerMaster@47', 'zookeeper.leader.maxConcurrentSnapSyncs = 10'],
    ['LearnerMaster@50', 'zookeeper.leader.maxConcurrentDiffSyncs = 100'],
    ['Leader@87', 'TCP NoDelay set to: true'],
    ['Leader@108', 'zookeeper.leader.ackLoggingFrequency = 1000'],
    ['Leader@1369', 'zookeeper.leader.maxTimeToWaitForEpoch = -1ms'],
  ]);
}

/** Static initializers of Learner: said by the first role that follows a leader. */
export function logLearnerSettings(turn: ServerTurn): void {
  const key = 'zookeeper.leaderConnectDelayDuringRetryMs';
  const delayMs = numberProperty(turn.state.config, key, 100);
  logOnce(turn, 'Learner', [
    ['Learner@130', `leaderConnectDelayDuringRetryMs: ${delayMs}`],
    ['Learner@131', 'TCP NoDelay set to: true'],
    ['Learner@132', 'zookeeper.learner.asyncSending = false'],
    ['Learner@133', 'zookeeper.learner.closeSocketAsync = false'],
  ]);
}

/** Static initializer of Observer. */
export function logObserverSettings(turn: ServerTurn): void {
  const { config } = turn.state;
  const reconnectDelay = 'zookeeper.observer.reconnectDelayMs';
  const electionDelay = 'zookeeper.observer.election.DelayMs';
  logOnce(turn, 'Observer', [
    ['Observer@74', `${reconnectDelay} = ${numberProperty(config, reconnectDelay, 0)}`],
    ['Observer@76', `${electionDelay} = ${numberProperty(config, electionDelay, 200)}`],
  ]);
}

/** LearnerHandler's static initializer: said when a leader's first learner connects. */
export function logHandlerSettings(turn: ServerTurn, address: string): void {
  const thread = `LearnerCnxAcceptorHandler-${address}`;
  if (!isFirstUse(turn, 'LearnerHandler')) return;
  const text = 'zookeeper.leader.closeSocketAsync = false';
  logLine(turn, 'INFO', `${thread}:o.a.z.s.q.LearnerHandler@75`, text);
}

/** The chain of request processors is built: once in each role. */
export function logProcessors(turn: ServerTurn, role: 'leader' | 'follower' | 'observer'): void {
  const configuring = 'Configuring CommitProcessor with';
  const sizes = `${configuring} readBatchSize -1 commitBatchSize 1`;
  sayPeer(turn, 'INFO', 'CommitProcessor@491', sizes);
  sayPeer(turn, 'INFO', 'CommitProcessor@452', `${configuring} 2 worker threads.`);
  if (role !== 'follower') return;
  const text =
    'Initialized FollowerRequestProcessor with ' +
    'zookeeper.follower.skipLearnerRequestToNextProcessor as false';
  sayPeer(turn, 'INFO', 'FollowerRequestProcessor@59', text);
}

/** A line of the thread that dials the leader. */
export function logConnector(
  turn: ServerTurn,
  level: LogLevel,
  line: number,
  address: string,
  text: string,
): void {
  const source = `LeaderConnector-${address}:o.a.z.s.q.Learner$LeaderConnector@${line}`;
  logLine(turn, level, source, text);
}

function logOnce(turn: ServerTurn, className: string, lines: readonly Line[]): void {
  if (!isFirstUse(turn, className)) return;
  for (const [source, text] of lines) sayPeer(turn, 'INFO', source, text);
}

/** A class is initialized once in the life of a process. */
function isFirstUse(turn: ServerTurn, className: string): boolean {
  if (isQuiet(turn)) return false;
  const { initializedClasses } = quorumOf(turn).peer;
  if (initializedClasses.includes(className)) return false;
  setPeer(turn, { initializedClasses: [...initializedClasses, className] });
  return true;
}
