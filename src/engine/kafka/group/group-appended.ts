/**
 * What follows when something is written into `__consumer_offsets`, or could not be.
 *
 * Mirrors: the callbacks of kafka.coordinator.group.GroupMetadataManager.storeGroup, 2.8.0.
 * Read next: sync-group.ts, static-member.ts, commit-offsets.ts.
 */
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { BrokerTurn, PartitionAppendResult } from '../server/broker-state.ts';
import { onOffsetsStored } from './commit-offsets.ts';
import { logFailedTombstones } from './group-cleanup.ts';
import { logCoordinator, logManager } from './group-lines.ts';
import type { GroupAppend } from './group-store.ts';
import { onStaticMemberStored } from './static-member.ts';
import { onAssignmentStored } from './sync-group.ts';

export function onStored(turn: BrokerTurn, then: GroupAppend, result: PartitionAppendResult): void {
  if (then.kind === 'offsets') return onOffsetsStored(turn, then, result);
  if (then.kind === 'tombstones') {
    if (result.error !== 'NONE') logFailedTombstones(turn, then, result.error);
    return;
  }
  const error = storeError(turn, then, result.error);
  if (then.kind === 'assignment') onAssignmentStored(turn, then, error);
  else if (then.kind === 'static member') onStaticMemberStored(turn, then, error);
  else if (error !== 'NONE') {
    const text = `Failed to write empty metadata for group ${then.groupId}: ${ERRORS[error].message}`;
    logCoordinator(turn, 'WARN', text);
  }
}

/** What went wrong with the log, in the words of a coordinator. */
function storeError(turn: BrokerTurn, then: GroupAppend, error: ErrorName): ErrorName {
  switch (error) {
    case 'NONE':
      return 'NONE';
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
      return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR':
      return 'NOT_COORDINATOR';
    case 'REQUEST_TIMED_OUT':
      return 'REBALANCE_IN_PROGRESS';
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
    case 'INVALID_FETCH_SIZE':
      logFailedAppend(
        turn,
        then,
        `due to ${exceptionOf(error)}, returning UNKNOWN error code to the client`,
      );
      return 'UNKNOWN_SERVER_ERROR';
    default:
      logFailedAppend(turn, then, `due to unexpected error: ${exceptionOf(error)}`);
      return error;
  }
}

function logFailedAppend(
  turn: BrokerTurn,
  { groupId, generationId }: GroupAppend,
  why: string,
): void {
  const text = `Appending metadata message for group ${groupId} generation ${generationId} failed ${why}`;
  logManager(turn, 'ERROR', text);
}

/** Errors.exceptionName. */
function exceptionOf(error: ErrorName): string {
  return `org.apache.kafka.common.errors.${ERRORS[error].exception}`;
}
