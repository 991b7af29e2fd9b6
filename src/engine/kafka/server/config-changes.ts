/**
 * Notices changed configurations: reads the notifications below /config/changes, and takes old ones away.
 *
 * Mirrors: kafka.common.ZkNodeChangeNotificationListener, DynamicConfigManager's
 * ConfigChangedNotificationHandler, 2.8.0.
 * Read next: config-handlers.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type { WatchedEvent } from '../../zookeeper/client/index.ts';
import { ErrorCode } from '../../zookeeper/client/index.ts';
import { zkCall } from '../zk/broker-zk.ts';
import type { ConfigEntityType } from '../zk/broker-znodes.ts';
import {
  CONFIG_CHANGES_PATH,
  CONFIG_CHANGE_PREFIX,
  configEntityPath,
  decodeEntityConfig,
} from '../zk/broker-znodes.ts';
import { JsonException, asInt, asObject, asText, field, neededField } from '../zk/json-node.ts';
import { inPropertiesOrder } from '../log/properties-order.ts';
import { parseJson } from '../zk/json-text.ts';
import { inMutableMapOrder, stringHash } from '../zk/scala-order.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn } from './broker-state.ts';
import { processConfigChange } from './config-handlers.ts';
import type { DynamicProperties } from './dynamic-config-keys.ts';
import type { ConfigChanges } from './dynamic-config-state.ts';
import { ConfigException } from '../config/config-def.ts';
import { JavaException } from '../../java/exception.ts';
import { kafkaLog } from './kafka-log.ts';

const LISTENER = 'kafka.common.ZkNodeChangeNotificationListener';
const MANAGER = 'kafka.server.DynamicConfigManager';
const EXPIRATION_MS = 15 * 60 * 1000;

/** Where the processing of one round of notifications stands. */
type Stage =
  | { readonly at: 'children' }
  /** Reading the first of `left`. */
  | {
      readonly at: 'notification';
      readonly left: readonly string[];
      readonly all: readonly string[];
    }
  /** Reading the configuration that it is about. */
  | {
      readonly at: 'entity';
      readonly entityPath: string;
      readonly data: string;
      readonly left: readonly string[];
      readonly all: readonly string[];
    }
  | { readonly at: 'purge'; readonly left: readonly string[] }
  | { readonly at: 'purged'; readonly left: readonly string[] };

function ownChanges(turn: BrokerTurn): Mutable<ConfigChanges> {
  const part = ownPart(turn, 'dynamicConfig');
  const changes = { ...part.changes };
  part.changes = changes;
  return changes;
}

export function startConfigChanges(turn: BrokerTurn): void {
  ownChanges(turn).isListening = true;
  processNotifications(turn);
}

export function stopConfigChanges(turn: BrokerTurn): void {
  ownChanges(turn).isListening = false;
}

/** A new session knows no watches: looks again. */
export function onConfigSession(turn: BrokerTurn): void {
  if (turn.state.dynamicConfig.changes.isListening) processNotifications(turn);
}

/** True when the watch is this listener's. */
export function onConfigWatch(turn: BrokerTurn, event: WatchedEvent): boolean {
  if (event.path !== CONFIG_CHANGES_PATH) return false;
  if (turn.state.dynamicConfig.changes.isListening) processNotifications(turn);
  return true;
}

function processNotifications(turn: BrokerTurn): void {
  const changes = ownChanges(turn);
  if (changes.isProcessing) {
    changes.isQueued = true;
    return;
  }
  changes.isProcessing = true;
  const list = { type: 'GetChildren2Request', path: CONFIG_CHANGES_PATH, watch: true } as const;
  zkCall(turn, [list], next({ at: 'children' }));
}

function next(stage: Stage): ZkContinuation {
  return { to: 'config', data: stage };
}

/** Replies for `to: 'config'`. */
export function onConfigReplies(
  turn: BrokerTurn,
  then: ZkContinuation,
  [answer]: readonly ZkReply[],
): void {
  const stage = then.data as Stage;
  const { err, reply } = answer!;
  switch (stage.at) {
    case 'children':
      if (err === ErrorCode.OK) return onChildren(turn, reply?.children ?? []);
      return finish(turn);
    case 'notification':
      return onNotification(turn, stage, err === ErrorCode.OK ? (reply?.data ?? null) : null);
    case 'entity':
      return onEntity(turn, stage, answer!);
    case 'purge':
      return onPurge(turn, stage.left, answer!);
    case 'purged':
      return purge(turn, stage.left);
  }
}

function onChildren(turn: BrokerTurn, children: readonly string[]): void {
  const all = [...children].sort();
  if (all.length === 0) return finish(turn);
  const text = `Processing notification(s) to ${CONFIG_CHANGES_PATH}`;
  kafkaLog(turn, 'server', 'INFO', text, LISTENER);
  readNotification(turn, all, all);
}

function numberOf(notification: string): number {
  return Number(notification.slice(CONFIG_CHANGE_PREFIX.length));
}

/** The next that was not taken yet. */
function readNotification(turn: BrokerTurn, left: readonly string[], all: readonly string[]): void {
  const { lastExecuted } = turn.state.dynamicConfig.changes;
  const fresh = left.filter((each) => numberOf(each) > lastExecuted);
  if (fresh.length === 0) return purge(turn, all);
  const path = `${CONFIG_CHANGES_PATH}/${fresh[0]!}`;
  const then = next({ at: 'notification', left: fresh, all });
  zkCall(turn, [{ type: 'GetDataRequest', path, watch: false }], then);
}

function onNotification(
  turn: BrokerTurn,
  { left, all }: Stage & { readonly at: 'notification' },
  data: string | null,
): void {
  const path = `${CONFIG_CHANGES_PATH}/${left[0]!}`;
  if (data === null) {
    kafkaLog(turn, 'server', 'WARN', `read null data from ${path}`, LISTENER);
    return taken(turn, left, all);
  }
  let entityPath: string | null;
  try {
    entityPath = entityPathOf(data);
  } catch (error) {
    complain(turn, data, path, error);
    return taken(turn, left, all);
  }
  if (entityPath === null) return taken(turn, left, all);
  const slash = entityPath.indexOf('/');
  const type = entityPath.slice(0, slash) as ConfigEntityType;
  const entity = configEntityPath(type, entityPath.slice(slash + 1));
  const then = next({ at: 'entity', entityPath, data, left, all });
  zkCall(turn, [{ type: 'GetDataRequest', path: entity, watch: false }], then);
}

function taken(turn: BrokerTurn, left: readonly string[], all: readonly string[]): void {
  ownChanges(turn).lastExecuted = numberOf(left[0]!);
  readNotification(turn, left.slice(1), all);
}

const ENTITY_TYPES = ['topics', 'clients', 'users', 'brokers', 'ips'];

/** Null: data of a manager before this one, which are no JSON. */
function entityPathOf(data: string): string | null {
  let json;
  try {
    json = parseJson(data);
  } catch (error) {
    if (error instanceof JsonException) return null;
    throw error;
  }
  if (json.type !== 'object') {
    throw illegal(
      'Config change notification has an unexpected value. The format is:' +
        '{"version" : 1, "entity_type":"topics/clients", "entity_name" : "topic_name/client_id"} or ' +
        `{"version" : 2, "entity_path":"entity_type/entity_name"}. Received: ${data}`,
    );
  }
  const notification = asObject(json);
  const version = asInt(neededField(notification, 'version'));
  const text = (name: string): string | null => {
    const value = field(notification, name);
    return value === undefined || value.type === 'null' ? null : asText(value);
  };
  if (version === 1) return `${entityOfVersion1(text('entity_type'), data)}/${text('entity_name')}`;
  if (version !== 2) {
    throw illegal(
      `Config change notification has unsupported version '${version}', supported versions are 1 and 2.`,
    );
  }
  const path = text('entity_path');
  if (path === null) {
    throw illegal(
      `Version 2 config change notification must specify 'entity_path'. Received: ${data}`,
    );
  }
  if (ENTITY_TYPES.includes(path.slice(0, path.indexOf('/')))) return path;
  const known = ENTITY_TYPES.map((type) => `'${type}'/`).join(', ');
  throw illegal(
    `Version 2 config change notification must have 'entity_path' starting with one of ${known}. ` +
      `Received: ${data}`,
  );
}

function entityOfVersion1(type: string | null, data: string): string {
  if (type === 'topics' || type === 'clients') return type;
  throw illegal(
    "Version 1 config change notification must have 'entity_type' set to 'clients' or 'topics'. " +
      `Received: ${data}`,
  );
}

function illegal(message: string): JavaException {
  return new JavaException('java.lang.IllegalArgumentException', message);
}

function complain(turn: BrokerTurn, data: string, path: string, error: unknown): void {
  let trace: string;
  if (error instanceof JavaException) trace = error.trace;
  else if (error instanceof JsonException) trace = `${error.className}: ${error.message}`;
  else if (error instanceof ConfigException) {
    trace = `org.apache.kafka.common.config.ConfigException: ${error.message}`;
  } else throw error;
  const text = `error processing change notification ${data} from ${path}`;
  kafkaLog(turn, 'server', 'ERROR', text, LISTENER, trace);
}

function onEntity(
  turn: BrokerTurn,
  { entityPath, data, left, all }: Stage & { readonly at: 'entity' },
  { err, reply }: ZkReply,
): void {
  try {
    const config = err === ErrorCode.OK ? decodeEntityConfig(reply?.data ?? null) : {};
    const text = `Processing override for entityPath: ${entityPath} with config: ${mapText(config)}`;
    kafkaLog(turn, 'server', 'INFO', text, MANAGER);
    processConfigChange(turn, entityPath, config);
  } catch (error) {
    complain(turn, data, `${CONFIG_CHANGES_PATH}/${left[0]!}`, error);
  }
  taken(turn, left, all);
}

/** `Map(retention.ms -> 1000)`; credentials stay hidden. */
function mapText(config: DynamicProperties): string {
  const names = inMutableMapOrder(inPropertiesOrder(Object.keys(config)), stringHash);
  const pairs = names.map(
    (name) => `${name} -> ${name.startsWith('SCRAM-') ? '[hidden]' : config[name]}`,
  );
  return `Map(${pairs.join(', ')})`;
}

/** Looks at the age of each notification. */
function purge(turn: BrokerTurn, left: readonly string[]): void {
  if (left.length === 0) return finish(turn);
  const path = `${CONFIG_CHANGES_PATH}/${left[0]!}`;
  zkCall(turn, [{ type: 'GetDataRequest', path, watch: false }], next({ at: 'purge', left }));
}

function onPurge(turn: BrokerTurn, left: readonly string[], { err, reply }: ZkReply): void {
  const rest = left.slice(1);
  const createdAtMs = reply?.stat?.ctime ?? 0;
  const isOld = turn.env.wallClockMs - createdAtMs > EXPIRATION_MS;
  if (err !== ErrorCode.OK || reply?.data == null || !isOld) return purge(turn, rest);
  const path = `${CONFIG_CHANGES_PATH}/${left[0]!}`;
  zkCall(turn, [{ type: 'DeleteRequest', path, version: -1 }], next({ at: 'purged', left: rest }));
}

function finish(turn: BrokerTurn): void {
  const changes = ownChanges(turn);
  changes.isProcessing = false;
  if (!changes.isQueued) return;
  changes.isQueued = false;
  if (changes.isListening) processNotifications(turn);
}
