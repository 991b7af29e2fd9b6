/**
 * Quotas of users, client ids and addresses.
 *
 * Mirrors: ConfigCommand.alterQuotaConfigs, getAllClientQuotasConfigs, ClientQuotaEntity, 2.8.0.
 */
import {
  alterClientQuotas,
  describeClientQuotas,
  hashCode,
  spread,
} from '../../../engine/kafka/index.ts';
import { get, getAll, kafkaError } from '../admin/admin.ts';
import { JavaException, illegalArgument, within } from '../java/exception.ts';
import { inJavaMapOrder } from '../java/map-order.ts';
import { parseDouble } from '../java/number-format.ts';
import type { ToolScript } from '../tool/tool.ts';
import { at } from './frames.ts';

/** ClientQuotaEntity's types. */
const TYPES: Readonly<Record<string, string>> = {
  users: 'user',
  clients: 'client-id',
  ips: 'ip',
};

/** ClientQuotaFilterComponent's ways to match. */
const MATCH = { exact: 0, default: 1, specified: 2 } as const;

export interface EntityQuotas {
  /** Names by type; null: the default entity. */
  readonly entity: ReadonlyMap<string, string | null>;
  readonly values: ReadonlyMap<string, number>;
}

/** In the order of Java's map of entities. */
export function* allQuotas(
  types: readonly string[],
  names: readonly string[],
): ToolScript<readonly EntityQuotas[]> {
  if (names.length > types.length) {
    throw illegalArgument('More entity names specified than entity types');
  }
  const components = types.map((type, index) => {
    const name = names[index];
    if (name === undefined) {
      return { entityType: TYPES[type]!, matchType: MATCH.specified, match: null };
    }
    const matchType = name === '' ? MATCH.default : MATCH.exact;
    return { entityType: TYPES[type]!, matchType, match: name === '' ? null : name };
  });
  const entries = yield* within(
    at('getAllClientQuotasConfigs', 624),
    get(describeClientQuotas(components, true), true),
  );
  const found = entries.map(({ entity, values }) => ({
    entity: new Map(entity.map(({ entityType, entityName }) => [entityType, entityName])),
    values: inTableOrder(new Map(values.map(({ key, value }) => [key, value]))),
  }));
  return inEntityOrder(found);
}

function inTableOrder(values: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map(
    inJavaMapOrder([...values.keys()], values.size).map((key) => [key, values.get(key)!]),
  );
}

/** A HashMap whose keys are entities. */
function inEntityOrder(found: readonly EntityQuotas[]): readonly EntityQuotas[] {
  let buckets = 1;
  while (buckets < found.length) buckets *= 2;
  while (found.length > buckets * 0.75) buckets *= 2;
  const bucketOf = ({ entity }: EntityQuotas): number => spread(entityHash(entity)) & (buckets - 1);
  return [...found].sort((a, b) => bucketOf(a) - bucketOf(b));
}

function entityHash(entity: ReadonlyMap<string, string | null>): number {
  let sum = 31;
  for (const [type, name] of entity) {
    sum = (sum + (hashCode(type) ^ (name === null ? 0 : hashCode(name)))) | 0;
  }
  return sum;
}

export function* alterQuotas(
  types: readonly string[],
  names: readonly string[],
  added: ReadonlyMap<string, string>,
  deleted: readonly string[],
): ToolScript<void> {
  const [old] = yield* within(
    [...at('getClientQuotasConfig', 605), ...at('alterQuotaConfigs', 445)],
    allQuotas(types, names),
  );
  const invalid = deleted.filter((name) => old?.values.has(name) !== true);
  if (invalid.length > 0) {
    throw kafkaError('InvalidConfigurationException', `Invalid config(s): ${invalid.join(',')}`);
  }
  const entity = types.map((type, index) => ({
    entityType: TYPES[type]!,
    entityName: names[index] === '' ? null : names[index]!,
  }));
  const ops = [
    ...[...added].map(([key, text]) => ({ key, value: quotaOf(key, text), remove: false })),
    ...deleted.map((key) => ({ key, value: 0, remove: true })),
  ];
  yield* within(at('alterQuotaConfigs', 474), getAll(alterClientQuotas([{ entity, ops }]), true));
}

function quotaOf(key: string, text: string): number {
  try {
    return parseDouble(text);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    throw illegalArgument(`Cannot parse quota configuration value for ${key}: ${text}`);
  }
}
