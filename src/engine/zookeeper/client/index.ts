/**
 * The client library's door: what programs outside the engine may use of it.
 *
 * Mirrors: the public API of org.apache.zookeeper, 3.8.0.
 * Read next: client-cnxn.ts.
 */
export {
  QUOTA_ZOOKEEPER,
  formatStatsTrack,
  limitPath,
  parseStatsTrack,
  statPath,
  StatsTrackError,
} from '../data/quota.ts';
export type { StatsTrack } from '../data/quota.ts';
export { javaInt, javaLong } from '../../java/integers.ts';
export { MAX_TTL_MS } from '../data/ephemeral-type.ts';
export {
  childPath,
  invalidPathReason,
  invalidPathReasonForCreate,
  parentPathOf,
} from '../data/path-utils.ts';
export type {
  ClientReply,
  MultiOp,
  MultiResult,
  RequestBody,
} from '../protocol/client-messages.ts';
export { ErrorCode, errorName } from '../protocol/error-codes.ts';
export * from '../protocol/records.ts';
export { toHex, toHexString } from '../protocol/zxid.ts';
export type { Zxid } from '../protocol/zxid.ts';
export { clientConnectionMachine } from './client-connection.machine.ts';
export {
  clientAddAuth,
  clientClose,
  clientEvent,
  clientRequest,
  clientTurn,
  openClient,
} from './client-cnxn.ts';
export type { ClientOptions } from './client-cnxn.ts';
export { isAlive, isConnected } from './client-state.ts';
export type {
  ClientOutcome,
  ClientState,
  ClientStates,
  ClientTurn,
  WatchedEvent,
} from './client-state.ts';
export { isConnectStringFault, parseConnectString } from './connect-string.ts';
export type { ConnectString, ConnectStringFault, ServerAddress } from './connect-string.ts';
export { codeMessage, keeperExceptionMessage } from './keeper-exception.ts';
export { DEFAULT_WATCHER, watchedPaths } from './watch-manager.ts';
export type { WatchKind, WatchManager } from './watch-manager.ts';
