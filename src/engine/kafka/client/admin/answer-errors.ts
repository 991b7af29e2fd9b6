/**
 * Which answers are no answers yet: errors after which a call is made again, there or elsewhere.
 *
 * Mirrors: KafkaAdminClient.handleNotControllerError, handleGroupRequestError,
 * ConsumerGroupOperationContext, MetadataOperationContext, 2.8.0.
 */
import type { ErrorName } from '../../protocol/errors.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type { KafkaResponse } from '../../protocol/messages.ts';
import { INVALID_METADATA_ERRORS } from '../metadata-updater.ts';
import type { Call } from './admin-state.ts';

export type Verdict =
  | 'answer'
  /** Again, after the back-off: fails with the error when time is over. */
  | { readonly again: ErrorName; readonly why: 'controller' | 'error' }
  /** The coordinator has to be found anew first. */
  | { readonly again: ErrorName; readonly why: 'coordinator' }
  /** Fails: it was on the way only. */
  | { readonly fails: ErrorName };

export function judge({ purpose, call }: Call, response: KafkaResponse): Verdict {
  switch (response.type) {
    case 'FindCoordinatorResponse':
      if (purpose !== 'coordinator' || response.errorCode === 'NONE') return 'answer';
      if (isLoading(response.errorCode)) return { again: response.errorCode, why: 'error' };
      return { fails: response.errorCode };
    case 'MetadataResponse': {
      if (call.name !== 'metadata') return 'answer';
      const error = response.topics
        .flatMap(({ errorCode, partitions }) => [errorCode, ...partitions.map((p) => p.errorCode)])
        .find((errorCode) => INVALID_METADATA_ERRORS.has(errorCode));
      return error === undefined ? 'answer' : { again: error, why: 'error' };
    }
    case 'ListGroupsResponse':
      return isLoading(response.errorCode) ? { again: response.errorCode, why: 'error' } : 'answer';
    case 'UnregisterBrokerResponse':
      return response.errorCode === 'REQUEST_TIMED_OUT'
        ? { again: response.errorCode, why: 'error' }
        : 'answer';
    case 'ElectLeadersResponse':
      // Upstream hands NOT_CONTROLLER on here.
      return 'answer';
    default:
  }
  const errors = errorsOf(response);
  if (call.target.to === 'controller') {
    return errors.has('NOT_CONTROLLER') ? { again: 'NOT_CONTROLLER', why: 'controller' } : 'answer';
  }
  return isGroupResponse(response) ? judgeGroup(response, errors) : 'answer';
}

function judgeGroup(response: KafkaResponse, errors: ReadonlySet<ErrorName>): Verdict {
  if (errors.has('NOT_COORDINATOR')) return { again: 'NOT_COORDINATOR', why: 'coordinator' };
  const loading = [...errors].find(isLoading);
  if (loading === undefined) return 'answer';
  const why = response.type === 'OffsetCommitResponse' ? 'coordinator' : 'error';
  return { again: loading, why };
}

function isLoading(error: ErrorName): boolean {
  return error === 'COORDINATOR_LOAD_IN_PROGRESS' || error === 'COORDINATOR_NOT_AVAILABLE';
}

function isGroupResponse({ type }: KafkaResponse): boolean {
  return (
    type === 'DescribeGroupsResponse' ||
    type === 'OffsetFetchResponse' ||
    type === 'OffsetCommitResponse' ||
    type === 'DeleteGroupsResponse' ||
    type === 'OffsetDeleteResponse' ||
    type === 'LeaveGroupResponse'
  );
}

/** AbstractResponse.errorCounts: all errors of a response, at whatever depth. */
function errorsOf(response: KafkaResponse): ReadonlySet<ErrorName> {
  const found = new Set<ErrorName>();
  collect(response, found);
  return found;
}

function collect(part: unknown, found: Set<ErrorName>): void {
  if (Array.isArray(part)) for (const item of part) collect(item, found);
  else if (typeof part === 'object' && part !== null) {
    for (const [name, value] of Object.entries(part)) {
      if (name === 'errorCode') {
        if (typeof value === 'string' && value in ERRORS) found.add(value as ErrorName);
      } else collect(value, found);
    }
  }
}
