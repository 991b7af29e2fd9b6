/**
 * Configurations, quotas and SCRAM credentials.
 *
 * Mirrors: KafkaAdminClient.describeConfigs, alterConfigs, incrementalAlterConfigs, describeClientQuotas,
 * alterClientQuotas, describeUserScramCredentials, alterUserScramCredentials, 2.8.0.
 */
import type {
  AlterClientQuotasEntityData,
  AlterClientQuotasEntryData,
  AlterClientQuotasRequest,
  AlterConfigsRequest,
  AlterConfigsResponse,
  AlterUserScramCredentialsRequest,
  ComponentData,
  CredentialInfo,
  DescribeClientQuotasRequest,
  DescribeConfigsRequest,
  DescribeConfigsResourceResult,
  DescribeConfigsResponse,
  DescribeUserScramCredentialsRequest,
  EntryData,
  IncrementalAlterConfigsRequest,
  ScramCredentialDeletion,
  ScramCredentialUpsertion,
} from '../../protocol/admin-configs.ts';
import type {
  AdminCall,
  AdminMethod,
  AdminTarget,
  Keyed,
  MethodOptions,
  Settled,
} from './admin-method.ts';
import { all, apiException, failed, one, settle, succeeded } from './admin-method.ts';

/** ConfigResource.Type's numbers. */
export const RESOURCE_TYPES = { UNKNOWN: 0, TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8 } as const;

export interface ConfigResource {
  readonly type: keyof typeof RESOURCE_TYPES;
  /** Empty: the default of all brokers. */
  readonly name: string;
}

/** DescribeConfigsResponse.ConfigSource by number, as ConfigEntry prints it. */
export const CONFIG_SOURCES = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
] as const;

/** A broker's own configuration is asked of that broker, everything else of any. */
function targetOf({ type, name }: ConfigResource): AdminTarget {
  const isOfBroker = (type === 'BROKER' && name !== '') || type === 'BROKER_LOGGER';
  return isOfBroker ? { to: 'broker', id: Number(name) } : { to: 'any' };
}

interface ResourceGroup<T> {
  readonly target: AdminTarget;
  readonly items: readonly T[];
}

function byTarget<T extends ConfigResource>(items: readonly T[]): readonly ResourceGroup<T>[] {
  const groups = new Map<string, { target: AdminTarget; items: T[] }>();
  for (const item of items) {
    const target = targetOf(item);
    const key = target.to === 'broker' ? String(target.id) : 'any';
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { target, items: [item] });
    else known.items.push(item);
  }
  return [...groups.values()];
}

export type ConfigEntry = DescribeConfigsResourceResult;

export function* describeConfigs(
  resources: readonly ConfigResource[],
  options: MethodOptions & {
    readonly includeSynonyms?: boolean;
    readonly includeDocumentation?: boolean;
  } = {},
): AdminMethod<readonly Keyed<ConfigResource, readonly ConfigEntry[]>[]> {
  const groups = byTarget(resources);
  const calls = groups.map(({ target, items }): AdminCall<DescribeConfigsRequest> => ({
    name: 'describeConfigs',
    target,
    timeoutMs: options.timeoutMs,
    request: {
      type: 'DescribeConfigsRequest',
      resources: items.map(({ type, name }) => ({
        resourceType: RESOURCE_TYPES[type],
        resourceName: name,
        configurationKeys: null,
      })),
      includeSynonyms: options.includeSynonyms ?? false,
      includeDocumentation: options.includeDocumentation ?? false,
    },
  }));
  const answers = yield* all(calls as unknown as readonly AdminCall[]);
  return resources.map((key) => {
    const given = answers[groups.findIndex(({ items }) => items.includes(key))]!;
    if (given.type === 'failed') return { key, result: failed(given.exception) };
    const found = (given.response as DescribeConfigsResponse).results.find(
      ({ resourceType, resourceName }) =>
        resourceType === RESOURCE_TYPES[key.type] && resourceName === key.name,
    );
    if (found === undefined) return { key, result: failed(noResult(key)) };
    return { key, result: settle(found.errorCode, found.errorMessage, found.configs) };
  });
}

function noResult({ type, name }: ConfigResource): ReturnType<typeof apiException> {
  const resource = `ConfigResource(type=${type}, name='${name}')`;
  return {
    exception: 'org.apache.kafka.common.errors.ApiException',
    message: `The broker response did not contain a result for config resource ${resource}`,
    error: null,
  };
}

/** AlterConfigOp.OpType's numbers. */
export const CONFIG_OPERATIONS = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const;

export interface ConfigAlteration extends ConfigResource {
  readonly ops: readonly {
    readonly op: keyof typeof CONFIG_OPERATIONS;
    readonly name: string;
    readonly value: string | null;
  }[];
}

export function* incrementalAlterConfigs(
  alterations: readonly ConfigAlteration[],
  options: MethodOptions & { readonly validateOnly?: boolean } = {},
): AdminMethod<readonly Keyed<ConfigResource, null>[]> {
  const groups = byTarget(alterations);
  const calls = groups.map(({ target, items }): AdminCall<IncrementalAlterConfigsRequest> => ({
    name: 'incrementalAlterConfigs',
    target,
    timeoutMs: options.timeoutMs,
    request: {
      type: 'IncrementalAlterConfigsRequest',
      resources: items.map(({ type, name, ops }) => ({
        resourceType: RESOURCE_TYPES[type],
        resourceName: name,
        configs: ops.map(({ op, name: key, value }) => ({
          name: key,
          configOperation: CONFIG_OPERATIONS[op],
          value,
        })),
      })),
      validateOnly: options.validateOnly ?? false,
    },
  }));
  return yield* altered(alterations, groups, calls as unknown as readonly AdminCall[]);
}

export interface NewConfig extends ConfigResource {
  /** All of it: what is not named goes back to its default. */
  readonly configs: readonly { readonly name: string; readonly value: string | null }[];
}

export function* alterConfigs(
  configs: readonly NewConfig[],
  options: MethodOptions & { readonly validateOnly?: boolean } = {},
): AdminMethod<readonly Keyed<ConfigResource, null>[]> {
  const groups = byTarget(configs);
  const calls = groups.map(({ target, items }): AdminCall<AlterConfigsRequest> => ({
    name: 'alterConfigs',
    target,
    timeoutMs: options.timeoutMs,
    request: {
      type: 'AlterConfigsRequest',
      resources: items.map((item) => ({
        resourceType: RESOURCE_TYPES[item.type],
        resourceName: item.name,
        configs: item.configs,
      })),
      validateOnly: options.validateOnly ?? false,
    },
  }));
  return yield* altered(configs, groups, calls as unknown as readonly AdminCall[]);
}

function* altered<T extends ConfigResource>(
  items: readonly T[],
  groups: readonly ResourceGroup<T>[],
  calls: readonly AdminCall[],
): AdminMethod<readonly Keyed<ConfigResource, null>[]> {
  const answers = yield* all(calls);
  return items.map((key) => {
    const given = answers[groups.findIndex((group) => group.items.includes(key))]!;
    if (given.type === 'failed') return { key, result: failed<null>(given.exception) };
    const found = (given.response as AlterConfigsResponse).responses.find(
      ({ resourceType, resourceName }) =>
        resourceType === RESOURCE_TYPES[key.type] && resourceName === key.name,
    );
    return { key, result: settle(found?.errorCode ?? 'NONE', found?.errorMessage ?? null, null) };
  });
}

/** Entities with their quotas. `strict`: no entity that has more components. */
export function* describeClientQuotas(
  components: readonly ComponentData[],
  isStrict: boolean,
  options: MethodOptions = {},
): AdminMethod<Settled<readonly EntryData[]>> {
  const answer = yield* one<DescribeClientQuotasRequest>({
    name: 'describeClientQuotas',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: { type: 'DescribeClientQuotasRequest', components, strict: isStrict },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, errorMessage, entries } = answer.response;
  return settle(errorCode, errorMessage, entries ?? []);
}

export function* alterClientQuotas(
  entries: readonly AlterClientQuotasEntryData[],
  options: MethodOptions & { readonly validateOnly?: boolean } = {},
): AdminMethod<readonly Keyed<readonly AlterClientQuotasEntityData[], null>[]> {
  const answer = yield* one<AlterClientQuotasRequest>({
    name: 'alterClientQuotas',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'AlterClientQuotasRequest',
      entries,
      validateOnly: options.validateOnly ?? false,
    },
  });
  return entries.map(({ entity: key }, i) => {
    if (answer.response === null) return { key, result: failed<null>(answer.exception) };
    const entry = answer.response.entries[i];
    return { key, result: settle(entry?.errorCode ?? 'NONE', entry?.errorMessage ?? null, null) };
  });
}

/** ScramMechanism's numbers. */
export const SCRAM_MECHANISMS = { 'SCRAM-SHA-256': 1, 'SCRAM-SHA-512': 2 } as const;

/** Users with their credentials; of all when none are named. */
export function* describeUserScramCredentials(
  users: readonly string[] | null,
  options: MethodOptions = {},
): AdminMethod<Settled<readonly Keyed<string, readonly CredentialInfo[]>[]>> {
  const answer = yield* one<DescribeUserScramCredentialsRequest>({
    name: 'describeUserScramCredentials',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'DescribeUserScramCredentialsRequest',
      users: users === null || users.length === 0 ? null : users.map((name) => ({ name })),
    },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, errorMessage, results } = answer.response;
  if (errorCode !== 'NONE') return failed(apiException(errorCode, errorMessage));
  return succeeded(
    results.map(({ user, errorCode: error, errorMessage: message, credentialInfos }) => ({
      key: user,
      result: settle(error, message, credentialInfos),
    })),
  );
}

/** The value is keyed by user. */
export function* alterUserScramCredentials(
  upsertions: readonly ScramCredentialUpsertion[],
  deletions: readonly ScramCredentialDeletion[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<string, null>[]> {
  const users = [...new Set([...upsertions, ...deletions].map(({ name }) => name))];
  const answer = yield* one<AlterUserScramCredentialsRequest>({
    name: 'alterUserScramCredentials',
    target: { to: 'controller' },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'AlterUserScramCredentialsRequest',
      upsertions: upsertions.filter(({ name }) => name !== ''),
      deletions: deletions.filter(({ name }) => name !== ''),
    },
  });
  return users.map((key) => {
    if (answer.response === null) return { key, result: failed<null>(answer.exception) };
    if (key === '') {
      const exception = apiException('UNACCEPTABLE_CREDENTIAL', 'Username must not be empty');
      return { key, result: failed<null>(exception) };
    }
    const found = answer.response.results.find(({ user }) => user === key);
    return { key, result: settle(found?.errorCode ?? 'NONE', found?.errorMessage ?? null, null) };
  });
}
