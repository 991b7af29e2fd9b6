/**
 * Configurations of topics, brokers and loggers.
 *
 * Mirrors: describeConfigs, incrementalAlterConfigs of KafkaAdminClient, ConfigEntry, ConfigResource, 2.8.0.
 */
import type {
  AdminTarget,
  DescribeConfigsResult,
  IncrementalAlterConfigsAlterConfigsResource,
} from '../../../engine/kafka/index.ts';
import type { ToolScript } from '../tool/tool.ts';
import { apiException, askAll, responseOf } from './admin.ts';

export type ResourceType = 'TOPIC' | 'BROKER' | 'BROKER_LOGGER';

export interface ConfigResource {
  readonly type: ResourceType;
  readonly name: string;
}

/** ConfigResource.Type.id. */
const TYPE_IDS: Readonly<Record<ResourceType, number>> = { TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8 };

/** By DescribeConfigsResponse.ConfigSource.id. */
const SOURCES = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
] as const;
export type ConfigSource = (typeof SOURCES)[number];

export interface ConfigEntry {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
  readonly isSensitive: boolean;
  readonly isReadOnly: boolean;
  readonly synonyms: readonly ConfigSynonym[];
}

export interface ConfigSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
}

function sourceOf(id: number): ConfigSource {
  return SOURCES[id] ?? 'UNKNOWN';
}

function entriesOf({ configs }: DescribeConfigsResult): readonly ConfigEntry[] {
  return configs.map((config) => ({
    name: config.name,
    value: config.value,
    source: sourceOf(config.configSource),
    isSensitive: config.isSensitive,
    isReadOnly: config.readOnly,
    synonyms: config.synonyms.map(({ name, value, source }) => ({
      name,
      value,
      source: sourceOf(source),
    })),
  }));
}

/** Of a broker only the broker itself knows everything. */
function targetOf({ type, name }: ConfigResource): AdminTarget {
  const isOfBroker = type === 'BROKER_LOGGER' || (type === 'BROKER' && name !== '');
  return isOfBroker ? { to: 'broker', id: Number(name) } : { to: 'any' };
}

/** Entries in the order of the response, by resource in the order asked for. Throws the first failure. */
export function* describeConfigs(
  resources: readonly ConfigResource[],
  includesSynonyms = false,
): ToolScript<readonly (readonly ConfigEntry[])[]> {
  const groups = byTarget(resources, targetOf);
  const answers = yield* askAll(
    groups.map(({ target, members }) => ({
      name: 'describeConfigs',
      target,
      request: {
        type: 'DescribeConfigsRequest' as const,
        resources: members.map(({ type, name }) => ({
          resourceType: TYPE_IDS[type],
          resourceName: name,
          configurationKeys: null,
        })),
        includeSynonyms: includesSynonyms,
        includeDocumentation: false,
      },
    })),
  );
  const results = answers.flatMap(
    (answer) => responseOf(answer, 'DescribeConfigsResponse').results,
  );
  return resources.map(({ type, name }) => {
    const result = results.find(
      (each) => each.resourceName === name && each.resourceType === TYPE_IDS[type],
    );
    if (result === undefined) throw apiException('UNKNOWN_SERVER_ERROR');
    if (result.errorCode !== 'NONE') throw apiException(result.errorCode, result.errorMessage);
    return entriesOf(result);
  });
}

interface Group<T> {
  readonly target: AdminTarget;
  readonly members: readonly T[];
}

function byTarget<T>(
  members: readonly T[],
  targetFor: (member: T) => AdminTarget,
): readonly Group<T>[] {
  const groups = new Map<string, { readonly target: AdminTarget; readonly members: T[] }>();
  for (const member of members) {
    const target = targetFor(member);
    const key = target.to === 'broker' ? `broker ${target.id}` : target.to;
    const group = groups.get(key) ?? { target, members: [] };
    group.members.push(member);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** AlterConfigOp.OpType. */
export type ConfigOperation = 'SET' | 'DELETE' | 'APPEND' | 'SUBTRACT';
const OPERATION_IDS: readonly ConfigOperation[] = ['SET', 'DELETE', 'APPEND', 'SUBTRACT'];

export interface ConfigChange {
  readonly operation: ConfigOperation;
  readonly name: string;
  readonly value: string;
}

/** incrementalAlterConfigs(…).all(). */
export function* incrementalAlterConfigs(
  changes: readonly (ConfigResource & { readonly changes: readonly ConfigChange[] })[],
  timeoutMs?: number,
): ToolScript<void> {
  const groups = byTarget(changes, targetOf);
  const answers = yield* askAll(
    groups.map(({ target, members }) => ({
      name: 'incrementalAlterConfigs',
      target,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      request: {
        type: 'IncrementalAlterConfigsRequest' as const,
        resources: members.map(resourceOf),
        validateOnly: false,
      },
    })),
  );
  for (const answer of answers) {
    const { responses } = responseOf(answer, 'IncrementalAlterConfigsResponse');
    const failed = responses.find(({ errorCode }) => errorCode !== 'NONE');
    if (failed !== undefined) throw apiException(failed.errorCode, failed.errorMessage);
  }
}

function resourceOf(
  change: ConfigResource & { readonly changes: readonly ConfigChange[] },
): IncrementalAlterConfigsAlterConfigsResource {
  return {
    resourceType: TYPE_IDS[change.type],
    resourceName: change.name,
    configs: change.changes.map(({ operation, name, value }) => ({
      name,
      configOperation: OPERATION_IDS.indexOf(operation),
      value: operation === 'DELETE' && value === '' ? null : value,
    })),
  };
}
