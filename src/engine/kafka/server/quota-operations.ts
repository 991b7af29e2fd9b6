/**
 * Quotas as they stand in ZooKeeper: described and changed. They are stored and told, not enforced.
 *
 * Mirrors: kafka.server.ZkAdminManager (describeClientQuotas, alterClientQuotas), 2.8.0.
 * Read next: admin-quotas.ts.
 */
import { CLIENT_QUOTA_KEYS, IP_QUOTA_KEYS } from '../config/quota-keys.ts';
import type { ConfigKey, ConfigKeys } from '../config/config-def.ts';
import type {
  AlterClientQuotasEntryData,
  AlterClientQuotasEntryDataResult,
  ComponentData,
  EntityData,
  EntryData,
  OpData,
} from '../protocol/admin-configs.ts';
import { ApiFailure } from '../protocol/api-failure.ts';
import { changeEntityConfig, fetchEntityConfig } from '../zk/admin-zk-client.ts';
import type { Configs } from '../zk/admin-zk-client.ts';
import type { ConfigEntityType } from '../zk/broker-znodes.ts';
import { DEFAULT_ENTITY, desanitize, sanitize } from '../zk/broker-znodes.ts';
import type { ZkScript } from '../zk/zk-script.ts';
import { getChildren } from '../zk/zk-script.ts';

const USER = 'user';
const CLIENT_ID = 'client-id';
const IP = 'ip';

/** ComponentData.matchType. */
const MATCH = { exact: 0, default: 1, specified: 2 } as const;

/** A named entity; null: the default one; undefined: none of this kind. */
interface Entity {
  readonly user?: string | null;
  readonly clientId?: string | null;
  readonly ip?: string | null;
}

interface Found extends Entity {
  readonly configs: Configs;
}

/** DescribeClientQuotas. Throws ApiFailure. */
export function* describeQuotas(input: {
  readonly components: readonly ComponentData[];
  readonly strict: boolean;
}): ZkScript<readonly EntryData[]> {
  const wanted = componentsOf(input.components);
  const { strict } = input;
  const hasIp = wanted.ip !== undefined;
  const hasUserOrClient = wanted.user !== undefined || wanted.clientId !== undefined;
  const found: Found[] = [];
  if (!hasIp) found.push(...(yield* userAndClientQuotas()));
  if (!hasUserOrClient) found.push(...(yield* ipQuotas()));
  return found
    .filter(
      (one) =>
        matches(wanted.user, one.user, strict) &&
        matches(wanted.clientId, one.clientId, strict) &&
        matches(wanted.ip, one.ip, strict),
    )
    .flatMap((one) => {
      const keys: ConfigKeys = one.ip === undefined ? CLIENT_QUOTA_KEYS : IP_QUOTA_KEYS;
      const values = Object.entries(one.configs)
        .filter(([key]) => Object.hasOwn(keys, key))
        .map(([key, value]) => ({ key, value: Number(value) }));
      return values.length === 0 ? [] : [{ entity: entityData(one), values }];
    });
}

interface Wanted {
  readonly user?: ComponentData;
  readonly clientId?: ComponentData;
  readonly ip?: ComponentData;
}

function componentsOf(components: readonly ComponentData[]): Wanted {
  const wanted: { user?: ComponentData; clientId?: ComponentData; ip?: ComponentData } = {};
  for (const component of components) {
    const field = fieldOf(component.entityType);
    if (wanted[field] !== undefined) {
      const text = `Duplicate ${component.entityType} filter component entity type`;
      throw new ApiFailure('INVALID_REQUEST', text);
    }
    wanted[field] = component;
  }
  if (wanted.ip !== undefined && (wanted.user !== undefined || wanted.clientId !== undefined)) {
    const text =
      'Invalid entity filter component combination, IP filter component should not be used with user or ' +
      'clientId filter component.';
    throw new ApiFailure('INVALID_REQUEST', text);
  }
  return wanted;
}

function fieldOf(entityType: string): 'user' | 'clientId' | 'ip' {
  switch (entityType) {
    case USER:
      return 'user';
    case CLIENT_ID:
      return 'clientId';
    case IP:
      return 'ip';
    case '':
      throw new ApiFailure('INVALID_REQUEST', 'Unexpected empty filter component entity type');
    default: {
      const text = `Custom entity type '${entityType}' not supported`;
      throw new ApiFailure('UNSUPPORTED_VERSION', text);
    }
  }
}

function matches(
  component: ComponentData | undefined,
  name: string | null | undefined,
  strict: boolean,
): boolean {
  if (component === undefined) return name === undefined || !strict;
  switch (component.matchType) {
    case MATCH.exact:
      return name === component.match;
    case MATCH.default:
      return name === null;
    default:
      return name !== undefined;
  }
}

function named(sanitized: string): string | null {
  return sanitized === DEFAULT_ENTITY ? null : desanitize(sanitized);
}

function* userAndClientQuotas(): ZkScript<readonly Found[]> {
  const found: Found[] = [];
  const users = yield* getChildren('/config/users');
  for (const user of users) {
    found.push({ user: named(user), configs: yield* fetchEntityConfig('users', user) });
  }
  for (const clientId of yield* getChildren('/config/clients')) {
    const configs = yield* fetchEntityConfig('clients', clientId);
    found.push({ clientId: named(clientId), configs });
  }
  for (const user of users) {
    for (const clientId of yield* getChildren(`/config/users/${user}/clients`)) {
      const configs = yield* fetchEntityConfig('users', `${user}/clients/${clientId}`);
      found.push({ user: named(user), clientId: named(clientId), configs });
    }
  }
  return found;
}

function* ipQuotas(): ZkScript<readonly Found[]> {
  const found: Found[] = [];
  for (const ip of yield* getChildren('/config/ips')) {
    found.push({ ip: named(ip), configs: yield* fetchEntityConfig('ips', ip) });
  }
  return found;
}

function entityData({ user, clientId, ip }: Entity): readonly EntityData[] {
  const data: EntityData[] = [];
  if (user !== undefined) data.push({ entityType: USER, entityName: user });
  if (clientId !== undefined) data.push({ entityType: CLIENT_ID, entityName: clientId });
  if (ip !== undefined) data.push({ entityType: IP, entityName: ip });
  return data;
}

/** AlterClientQuotas. */
export function* alterQuotas(input: {
  readonly entries: readonly AlterClientQuotasEntryData[];
  readonly validateOnly: boolean;
}): ZkScript<readonly AlterClientQuotasEntryDataResult[]> {
  const results: AlterClientQuotasEntryDataResult[] = [];
  for (const { entity, ops } of input.entries) {
    try {
      yield* alterOne(entity, ops, input.validateOnly);
      results.push({ errorCode: 'NONE', errorMessage: null, entity });
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      results.push({ errorCode: error.error, errorMessage: error.message, entity });
    }
  }
  return results;
}

function* alterOne(
  entity: readonly EntityData[],
  ops: readonly OpData[],
  validateOnly: boolean,
): ZkScript<void> {
  const { type, path, keys } = placeOf(entity);
  const configs: Record<string, string> = { ...(yield* fetchEntityConfig(type, path)) };
  for (const op of ops) {
    if (op.remove) delete configs[op.key];
    else configs[op.key] = quotaText(keys[op.key], op);
  }
  if (!validateOnly) yield* changeEntityConfig(type, path, configs);
}

function placeOf(entity: readonly EntityData[]): {
  readonly type: ConfigEntityType;
  readonly path: string;
  readonly keys: ConfigKeys;
} {
  if (entity.length === 0) {
    throw new ApiFailure('INVALID_REQUEST', 'Invalid empty client quota entity');
  }
  const names: Partial<Record<'user' | 'clientId' | 'ip', string>> = {};
  for (const { entityType, entityName } of entity) {
    if (entityName === '') {
      throw new ApiFailure('INVALID_REQUEST', `Empty ${entityType} not supported`);
    }
    names[fieldOf(entityType)] = entityName === null ? DEFAULT_ENTITY : sanitize(entityName);
  }
  const { user, clientId, ip } = names;
  if (ip !== undefined) {
    if (user === undefined && clientId === undefined) {
      return { type: 'ips', path: ip, keys: IP_QUOTA_KEYS };
    }
    const text =
      'Invalid quota entity combination, IP entity should not be used with user/client ID entity.';
    throw new ApiFailure('INVALID_REQUEST', text);
  }
  const keys = CLIENT_QUOTA_KEYS;
  if (user === undefined) return { type: 'clients', path: clientId!, keys };
  if (clientId === undefined) return { type: 'users', path: user, keys };
  return { type: 'users', path: `${user}/clients/${clientId}`, keys };
}

function quotaText(key: ConfigKey | undefined, { key: name, value }: OpData): string {
  if (key === undefined) {
    throw new ApiFailure('INVALID_REQUEST', `Invalid configuration key ${name}`);
  }
  if (key.type === 'DOUBLE') return Number.isInteger(value) ? `${value}.0` : String(value);
  const epsilon = 1e-6;
  const whole = Math.trunc(value + epsilon);
  if (Math.abs(whole - value) > epsilon) {
    throw new ApiFailure('INVALID_REQUEST', `Configuration ${name} must be a ${key.type} value`);
  }
  return String(whole);
}
