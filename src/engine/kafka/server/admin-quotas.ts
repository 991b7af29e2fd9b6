/**
 * Requests for quotas, credentials and access control. There is no authorizer: nobody is refused
 * anything, and access control lists are not kept.
 *
 * Mirrors: kafka.server.KafkaApis (handleDescribeClientQuotasRequest …, handleDescribeAcls …), 2.8.0.
 * Read next: quota-operations.ts, scram-operations.ts.
 */
import type {
  CreateAclsRequest,
  CreateAclsResponse,
  DeleteAclsRequest,
  DeleteAclsResponse,
  DescribeAclsResponse,
  UnregisterBrokerResponse,
} from '../protocol/admin-cluster.ts';
import type {
  AlterClientQuotasEntryData,
  AlterClientQuotasEntryDataResult,
  AlterClientQuotasRequest,
  AlterClientQuotasResponse,
  AlterUserScramCredentialsRequest,
  AlterUserScramCredentialsResponse,
  AlterUserScramCredentialsResult,
  ComponentData,
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
  DescribeUserScramCredentialsRequest,
  DescribeUserScramCredentialsResponse,
  DescribeUserScramCredentialsResult,
  EntryData,
  ScramCredentialDeletion,
  ScramCredentialUpsertion,
} from '../protocol/admin-configs.ts';
import { ApiFailure } from '../protocol/api-failure.ts';
import type { ZkScript } from '../zk/zk-script.ts';
import { isActiveController } from '../controller/controller.ts';
import type { AdminOperation } from './admin-runner.ts';
import { startAdmin } from './admin-runner.ts';
import type { BrokerTurn, RequestRef } from './broker-state.ts';
import { alterQuotas, describeQuotas } from './quota-operations.ts';
import { respond } from './respond.ts';
import { alterScram, describeScram } from './scram-operations.ts';

export function handleDescribeClientQuotas(
  turn: BrokerTurn,
  { components, strict }: DescribeClientQuotasRequest,
  ref: RequestRef,
): void {
  startAdmin(turn, DESCRIBE_QUOTAS, { components, strict, ref });
}

/** The entries, or why there are none. */
function* describedQuotas(input: {
  readonly components: readonly ComponentData[];
  readonly strict: boolean;
}): ZkScript<readonly EntryData[] | ApiFailure> {
  try {
    return yield* describeQuotas(input);
  } catch (error) {
    if (error instanceof ApiFailure) return error;
    throw error;
  }
}

export const DESCRIBE_QUOTAS: AdminOperation<
  {
    readonly components: readonly ComponentData[];
    readonly strict: boolean;
    readonly ref: RequestRef;
  },
  readonly EntryData[] | ApiFailure
> = {
  name: 'describeClientQuotas',
  script: describedQuotas,
  done(turn, { ref }, entries) {
    const failure = entries instanceof ApiFailure ? entries : null;
    respond<DescribeClientQuotasResponse>(turn, ref, {
      type: 'DescribeClientQuotasResponse',
      errorCode: failure?.error ?? 'NONE',
      errorMessage: failure?.message ?? null,
      entries: entries instanceof ApiFailure ? null : entries,
    });
  },
};

export function handleAlterClientQuotas(
  turn: BrokerTurn,
  { entries, validateOnly }: AlterClientQuotasRequest,
  ref: RequestRef,
): void {
  startAdmin(turn, ALTER_QUOTAS, { entries, validateOnly, ref });
}

export const ALTER_QUOTAS: AdminOperation<
  {
    readonly entries: readonly AlterClientQuotasEntryData[];
    readonly validateOnly: boolean;
    readonly ref: RequestRef;
  },
  readonly AlterClientQuotasEntryDataResult[]
> = {
  name: 'alterClientQuotas',
  script: alterQuotas,
  done: (turn, { ref }, entries) =>
    respond<AlterClientQuotasResponse>(turn, ref, { type: 'AlterClientQuotasResponse', entries }),
};

export function handleDescribeUserScramCredentials(
  turn: BrokerTurn,
  request: DescribeUserScramCredentialsRequest,
  ref: RequestRef,
): void {
  const users = request.users?.map(({ name }) => name) ?? null;
  startAdmin(turn, DESCRIBE_SCRAM, { users, ref });
}

export const DESCRIBE_SCRAM: AdminOperation<
  { readonly users: readonly string[] | null; readonly ref: RequestRef },
  readonly DescribeUserScramCredentialsResult[]
> = {
  name: 'describeUserScramCredentials',
  script: describeScram,
  done: (turn, { ref }, results) =>
    respond<DescribeUserScramCredentialsResponse>(turn, ref, {
      type: 'DescribeUserScramCredentialsResponse',
      errorCode: 'NONE',
      errorMessage: null,
      results,
    }),
};

export function handleAlterUserScramCredentials(
  turn: BrokerTurn,
  { deletions, upsertions }: AlterUserScramCredentialsRequest,
  ref: RequestRef,
): void {
  if (isActiveController(turn.state)) {
    startAdmin(turn, ALTER_SCRAM, { deletions, upsertions, ref });
    return;
  }
  const users = new Set([...upsertions, ...deletions].map(({ name }) => name));
  respond<AlterUserScramCredentialsResponse>(turn, ref, {
    type: 'AlterUserScramCredentialsResponse',
    results: [...users].map((user) => ({ user, errorCode: 'NOT_CONTROLLER', errorMessage: null })),
  });
}

export const ALTER_SCRAM: AdminOperation<
  {
    readonly deletions: readonly ScramCredentialDeletion[];
    readonly upsertions: readonly ScramCredentialUpsertion[];
    readonly ref: RequestRef;
  },
  readonly AlterUserScramCredentialsResult[]
> = {
  name: 'alterUserScramCredentials',
  script: alterScram,
  done: (turn, { ref }, results) =>
    respond<AlterUserScramCredentialsResponse>(turn, ref, {
      type: 'AlterUserScramCredentialsResponse',
      results,
    }),
};

const NO_AUTHORIZER = 'No Authorizer is configured on the broker';

export function handleDescribeAcls(turn: BrokerTurn, ref: RequestRef): void {
  respond<DescribeAclsResponse>(turn, ref, {
    type: 'DescribeAclsResponse',
    errorCode: 'SECURITY_DISABLED',
    errorMessage: NO_AUTHORIZER,
    resources: [],
  });
}

export function handleCreateAcls(
  turn: BrokerTurn,
  { creations }: CreateAclsRequest,
  ref: RequestRef,
): void {
  const result = { errorCode: 'SECURITY_DISABLED', errorMessage: `${NO_AUTHORIZER}.` } as const;
  const results = creations.map(() => result);
  respond<CreateAclsResponse>(turn, ref, { type: 'CreateAclsResponse', results });
}

export function handleDeleteAcls(
  turn: BrokerTurn,
  { filters }: DeleteAclsRequest,
  ref: RequestRef,
): void {
  const result = {
    errorCode: 'SECURITY_DISABLED',
    errorMessage: `${NO_AUTHORIZER}.`,
    matchingAcls: [],
  } as const;
  const filterResults = filters.map(() => result);
  respond<DeleteAclsResponse>(turn, ref, { type: 'DeleteAclsResponse', filterResults });
}

/** Only a cluster without ZooKeeper unregisters brokers. */
export function handleUnregisterBroker(turn: BrokerTurn, ref: RequestRef): void {
  respond<UnregisterBrokerResponse>(turn, ref, {
    type: 'UnregisterBrokerResponse',
    errorCode: 'UNSUPPORTED_VERSION',
    errorMessage: null,
  });
}
