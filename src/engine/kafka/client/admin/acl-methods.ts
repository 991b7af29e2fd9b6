/**
 * Access control lists.
 *
 * Mirrors: KafkaAdminClient.describeAcls, createAcls, deleteAcls; ResourceType, PatternType, AclOperation,
 * AclPermissionType, 2.8.0.
 */
import type {
  AclCreation,
  CreateAclsRequest,
  DeleteAclsFilter,
  DeleteAclsMatchingAcl,
  DeleteAclsRequest,
  DescribeAclsRequest,
  DescribeAclsResource,
} from '../../protocol/admin-cluster.ts';
import type { ClientException } from '../producer.ts';
import type { AdminMethod, Keyed, MethodOptions, Settled } from './admin-method.ts';
import { apiException, failed, one, settle, succeeded } from './admin-method.ts';

/** Numbers on the wire are places in these lists. */
export const ACL_RESOURCE_TYPES = [
  'UNKNOWN',
  'ANY',
  'TOPIC',
  'GROUP',
  'CLUSTER',
  'TRANSACTIONAL_ID',
  'DELEGATION_TOKEN',
] as const;
export const ACL_PATTERN_TYPES = ['UNKNOWN', 'ANY', 'MATCH', 'LITERAL', 'PREFIXED'] as const;
export const ACL_OPERATIONS = [
  'UNKNOWN',
  'ANY',
  'ALL',
  'READ',
  'WRITE',
  'CREATE',
  'DELETE',
  'ALTER',
  'DESCRIBE',
  'CLUSTER_ACTION',
  'DESCRIBE_CONFIGS',
  'ALTER_CONFIGS',
  'IDEMPOTENT_WRITE',
] as const;
export const ACL_PERMISSION_TYPES = ['UNKNOWN', 'ANY', 'DENY', 'ALLOW'] as const;

export function* describeAcls(
  filter: DeleteAclsFilter,
  options: MethodOptions = {},
): AdminMethod<Settled<readonly DescribeAclsResource[]>> {
  const answer = yield* one<DescribeAclsRequest>({
    name: 'describeAcls',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: { type: 'DescribeAclsRequest', ...filter },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, errorMessage, resources } = answer.response;
  return settle(errorCode, errorMessage, resources);
}

export function* createAcls(
  creations: readonly AclCreation[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<AclCreation, null>[]> {
  const answer = yield* one<CreateAclsRequest>({
    name: 'createAcls',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: { type: 'CreateAclsRequest', creations },
  });
  return creations.map((key, i) => {
    if (answer.response === null) return { key, result: failed<null>(answer.exception) };
    const result = answer.response.results[i];
    return { key, result: settle(result?.errorCode ?? 'NONE', result?.errorMessage ?? null, null) };
  });
}

export interface DeletedAcl {
  readonly acl: DeleteAclsMatchingAcl;
  readonly exception: ClientException | null;
}

export function* deleteAcls(
  filters: readonly DeleteAclsFilter[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<DeleteAclsFilter, readonly DeletedAcl[]>[]> {
  const answer = yield* one<DeleteAclsRequest>({
    name: 'deleteAcls',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: { type: 'DeleteAclsRequest', filters },
  });
  return filters.map((key, i) => {
    if (answer.response === null) return { key, result: failed(answer.exception) };
    const found = answer.response.filterResults[i];
    if (found === undefined) {
      const message = 'The broker reported no deletion result for the given filter.';
      return { key, result: failed(apiException('UNKNOWN_SERVER_ERROR', message)) };
    }
    const { errorCode, errorMessage, matchingAcls } = found;
    if (errorCode !== 'NONE') return { key, result: failed(apiException(errorCode, errorMessage)) };
    const deleted = matchingAcls.map((acl) => ({
      acl,
      exception: acl.errorCode === 'NONE' ? null : apiException(acl.errorCode, acl.errorMessage),
    }));
    return { key, result: succeeded(deleted) };
  });
}
