/**
 * AlterConfigs and IncrementalAlterConfigs: of topics and brokers in ZooKeeper, whose notification tells
 * all brokers; of loggers at once.
 *
 * Mirrors: kafka.server.ZkAdminManager (alterConfigs, incrementalAlterConfigs and what they use), 2.8.0.
 * Departs: no policies.
 * Read next: dynamic-broker-config.ts, ../zk/admin-zk-client.ts.
 */
import type { ProcessInfo } from '../../kernel/behavior.ts';
import { mapDelete, mapSet } from '../../kernel/persistent-map.ts';
import type { Emit } from '../../kernel/routine.ts';
import { BROKER_KEYS } from '../config/broker-keys.ts';
import type { ConfigKey, ConfigKeys } from '../config/config-def.ts';
import { ConfigException } from '../config/config-def.ts';
import { TOPIC_KEYS } from '../config/topic-keys.ts';
import { topicConfigProblem } from '../log/topic-config.ts';
import type {
  AlterConfigsRequest,
  AlterConfigsResponse,
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '../protocol/admin-configs.ts';
import { ApiFailure } from '../protocol/api-failure.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { Configs } from '../zk/admin-zk-client.ts';
import { changeEntityConfig, fetchEntityConfig } from '../zk/admin-zk-client.ts';
import { DEFAULT_ENTITY } from '../zk/broker-znodes.ts';
import type { ZkScript } from '../zk/zk-script.ts';
import type { AdminLine, AdminOperation } from './admin-runner.ts';
import { startAdmin } from './admin-runner.ts';
import { LOG_LEVELS, ROOT_LOGGER, loggerExists } from './broker-loggers.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn, RequestRef } from './broker-state.ts';
import { RESOURCE } from './describe-configs.ts';
import { validateDynamicBrokerConfig } from './dynamic-broker-config.ts';
import { JavaException } from '../../java/exception.ts';
import { kafkaLog } from './kafka-log.ts';
import type { DynamicConfigState } from './dynamic-config-state.ts';
import type { KafkaConfig } from './kafka-config.ts';
import { cachedTopic } from './metadata-cache.ts';
import { respond } from './respond.ts';

/** AlterConfigOp.OpType. */
const OP = { set: 0, delete: 1, append: 2, subtract: 3 } as const;
const OP_NAMES = ['SET', 'DELETE', 'APPEND', 'SUBTRACT'] as const;

interface Change {
  readonly resourceType: number;
  readonly resourceName: string;
  /** Null: the configuration is replaced by `values`. */
  readonly ops: readonly { name: string; configOperation: number; value: string | null }[] | null;
  readonly values: readonly { readonly name: string; readonly value: string | null }[];
}

interface ChangeResult {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export function handleAlterConfigs(
  turn: BrokerTurn,
  request: AlterConfigsRequest,
  ref: RequestRef,
): void {
  const changes = request.resources.map(({ resourceType, resourceName, configs }) => ({
    resourceType,
    resourceName,
    ops: null,
    values: configs,
  }));
  start(turn, changes, request.validateOnly, ref, 'AlterConfigsResponse');
}

export function handleIncrementalAlterConfigs(
  turn: BrokerTurn,
  request: IncrementalAlterConfigsRequest,
  ref: RequestRef,
): void {
  const changes = request.resources.map(({ resourceType, resourceName, configs }) => ({
    resourceType,
    resourceName,
    ops: configs,
    values: [],
  }));
  start(turn, changes, request.validateOnly, ref, 'IncrementalAlterConfigsResponse');
}

function start(
  turn: BrokerTurn,
  changes: readonly Change[],
  validateOnly: boolean,
  ref: RequestRef,
  response: 'AlterConfigsResponse' | 'IncrementalAlterConfigsResponse',
): void {
  const { config, dynamicConfig, process, metadata } = turn.state;
  const topics = changes
    .filter(({ resourceType }) => resourceType === RESOURCE.topic)
    .map(({ resourceName }) => resourceName);
  const loggers = changes
    .flatMap(({ ops }) => ops ?? [])
    .map(({ name }) => name)
    .filter((name) => loggerExists(turn.state, name));
  startAdmin(turn, ALTER_CONFIGS, {
    changes,
    validateOnly,
    config,
    dynamicConfig,
    process,
    known: topics.filter((name) => cachedTopic(metadata, name) !== undefined),
    loggers,
    ref,
    response,
  });
}

interface AlterInput {
  readonly changes: readonly Change[];
  readonly validateOnly: boolean;
  readonly config: KafkaConfig;
  readonly dynamicConfig: DynamicConfigState;
  readonly process: ProcessInfo;
  /** Topics that the metadata know. */
  readonly known: readonly string[];
  /** Loggers that exist. */
  readonly loggers: readonly string[];
  readonly ref: RequestRef;
  readonly response: 'AlterConfigsResponse' | 'IncrementalAlterConfigsResponse';
}

export const ALTER_CONFIGS: AdminOperation<AlterInput, readonly ChangeResult[]> = {
  name: 'alterConfigs',
  script: alterAll,
  done(turn, { changes, validateOnly, ref, response }, results) {
    if (!validateOnly) {
      for (const [index, change] of changes.entries()) {
        const isGood = results[index]!.errorCode === 'NONE';
        if (isGood && change.resourceType === RESOURCE.brokerLogger) setLevels(turn, change);
      }
    }
    if (response === 'AlterConfigsResponse') {
      respond<AlterConfigsResponse>(turn, ref, { type: response, responses: results });
    } else {
      respond<IncrementalAlterConfigsResponse>(turn, ref, { type: response, responses: results });
    }
  },
};

function* alterAll(input: AlterInput, log: Emit<AdminLine>): ZkScript<readonly ChangeResult[]> {
  const results: ChangeResult[] = [];
  for (const change of input.changes) {
    const { resourceType, resourceName } = change;
    const base = { resourceType, resourceName };
    try {
      yield* alterOne(change, input, log);
      results.push({ ...base, errorCode: 'NONE', errorMessage: null });
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      const prefix = `[Admin Manager on Broker ${input.config.brokerId}]: `;
      log({ level: 'INFO', text: `${prefix}${error.message}`, logger: MANAGER });
      const isUsual = ERRORS[error.error].message === error.message;
      const errorMessage = isUsual ? null : error.message;
      results.push({ ...base, errorCode: error.error, errorMessage });
    }
  }
  return results;
}

const MANAGER = 'kafka.server.ZkAdminManager';

function* alterOne(change: Change, input: AlterInput, log: Emit<AdminLine>): ZkScript<void> {
  checkOps(change);
  const { resourceType, resourceName } = change;
  switch (resourceType) {
    case RESOURCE.topic:
      return yield* alterTopic(change, input, log);
    case RESOURCE.broker:
      return yield* alterBroker(change, input, log);
    case RESOURCE.brokerLogger:
      checkBroker(resourceName, input.config);
      if (change.ops !== null) return checkLoggers(change, input);
      break;
    default:
  }
  const type = resourceType === RESOURCE.brokerLogger ? 'BROKER_LOGGER' : 'UNKNOWN';
  const text = `AlterConfigs is only supported for topics and brokers, but resource type is ${type}`;
  throw new ApiFailure('INVALID_REQUEST', text);
}

function checkOps({ ops, values }: Change): void {
  if (ops === null) {
    const missing = values.filter(({ value }) => value === null).map(({ name }) => name);
    if (missing.length === 0) return;
    throw new ApiFailure('INVALID_REQUEST', `Null value not supported for : ${missing.join(',')}`);
  }
  const names = ops.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (twice.size > 0) {
    const text = `Error due to duplicate config keys : ${[...twice].join(',')}`;
    throw new ApiFailure('INVALID_REQUEST', text);
  }
  const missing = ops
    .filter(({ value, configOperation }) => value === null && configOperation !== OP.delete)
    .map(({ name, configOperation }) => `${OP_NAMES[configOperation] ?? ''}:${name}`);
  if (missing.length === 0) return;
  throw new ApiFailure('INVALID_REQUEST', `Null value not supported for : ${missing.join(',')}`);
}

function* alterTopic(
  change: Change,
  { known, validateOnly, config }: AlterInput,
  log: Emit<AdminLine>,
): ZkScript<void> {
  const { resourceName: topic } = change;
  const configs = yield* changed(change, 'topics', topic, TOPIC_KEYS);
  if (!known.includes(topic)) {
    throw new ApiFailure('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${topic}' does not exist.`);
  }
  const problem = topicConfigProblem(configs);
  if (problem !== null) {
    throw problem.exception === 'ConfigException'
      ? invalidValue('TOPIC', topic, problem.message)
      : new ApiFailure('INVALID_CONFIG', problem.message);
  }
  if (validateOnly) return;
  const text =
    `[Admin Manager on Broker ${config.brokerId}]: Updating topic ${topic} with new configuration : ` +
    loggable(configs);
  log({ level: 'INFO', text, logger: MANAGER });
  yield* changeEntityConfig('topics', topic, configs);
}

function loggable(configs: Configs): string {
  return Object.entries(configs)
    .map(([key, value]) => `${key} -> ${value}`)
    .join(',');
}

function invalidValue(type: string, name: string, reason: string): ApiFailure {
  const text = `Invalid config value for resource ConfigResource(type=${type}, name='${name}'): ${reason}`;
  return new ApiFailure('INVALID_REQUEST', text);
}

/** What the configuration will be. */
function* changed(
  { ops, values }: Change,
  entityType: 'topics' | 'brokers',
  entity: string,
  keys: ConfigKeys,
): ZkScript<Configs> {
  if (ops === null) return Object.fromEntries(values.map(({ name, value }) => [name, value!]));
  const configs: Record<string, string> = { ...(yield* fetchEntityConfig(entityType, entity)) };
  for (const { name, configOperation, value } of ops) {
    if (configOperation === OP.set) configs[name] = value!;
    else if (configOperation === OP.delete) delete configs[name];
    else {
      const before = listBefore(name, configs, keys, configOperation);
      const parts = (value ?? '').split(',');
      const after =
        configOperation === OP.append
          ? [...before, ...parts]
          : before.filter((part) => !parts.includes(part));
      configs[name] = after.join(',');
    }
  }
  return configs;
}

function listBefore(
  name: string,
  configs: Configs,
  keys: ConfigKeys,
  operation: number,
): readonly string[] {
  const key: ConfigKey | undefined = keys[name];
  if (key === undefined) {
    throw new ApiFailure('INVALID_CONFIG', `Unknown topic config name: ${name}`);
  }
  if (key.type !== 'LIST') {
    const verb = operation === OP.append ? 'append' : 'subtract';
    const text = `Config value ${verb} is not allowed for config key: ${name}`;
    throw new ApiFailure('INVALID_REQUEST', text);
  }
  const usual = ((key.default ?? []) as readonly string[]).join(',');
  return (configs[name] ?? usual).split(',');
}

function checkBroker(name: string, { brokerId }: KafkaConfig): void {
  if (!/^[+-]?\d+$/.test(name)) {
    throw new ApiFailure('INVALID_REQUEST', `Broker id must be an integer, but it is: ${name}`);
  }
  if (Number(name) === brokerId) return;
  const text = `Unexpected broker id, expected ${brokerId}, but received ${name}`;
  throw new ApiFailure('INVALID_REQUEST', text);
}

function* alterBroker(
  change: Change,
  surroundings: AlterInput,
  log: Emit<AdminLine>,
): ZkScript<void> {
  const { validateOnly, config } = surroundings;
  const { resourceName } = change;
  const isPerBroker = resourceName !== '';
  if (isPerBroker) checkBroker(resourceName, config);
  const entity = isPerBroker ? resourceName : DEFAULT_ENTITY;
  const configs = yield* changed(change, 'brokers', entity, BROKER_KEYS);
  checkDynamic(change, configs, surroundings, isPerBroker);
  if (validateOnly) return;
  const whom = isPerBroker ? `broker ${resourceName}` : 'brokers';
  const text =
    `[Admin Manager on Broker ${config.brokerId}]: Updating ${whom} with new configuration : ` +
    loggable(configs);
  log({ level: 'INFO', text, logger: MANAGER });
  yield* changeEntityConfig('brokers', entity, configs);
}

function checkDynamic(
  { resourceName }: Change,
  configs: Configs,
  surroundings: AlterInput,
  isPerBroker: boolean,
): void {
  try {
    validateDynamicBrokerConfig(surroundings, configs, isPerBroker);
  } catch (error) {
    if (!(error instanceof ConfigException || error instanceof JavaException)) throw error;
    throw invalidValue('BROKER', resourceName, error.message);
  }
}

function checkLoggers({ ops, resourceName }: Change, { loggers }: AlterInput): void {
  for (const { name, configOperation, value } of ops ?? []) {
    if (configOperation === OP.append || configOperation === OP.subtract) {
      const text = `${OP_NAMES[configOperation]} operation is not allowed for the BROKER_LOGGER resource`;
      throw new ApiFailure('INVALID_REQUEST', text);
    }
    if (!loggers.includes(name)) {
      throw invalidValue('BROKER_LOGGER', resourceName, `Logger ${name} does not exist!`);
    }
    if (configOperation === OP.delete && name === ROOT_LOGGER) {
      const text = `Removing the log level of the ${ROOT_LOGGER} logger is not allowed`;
      throw new ApiFailure('INVALID_REQUEST', text);
    }
    if (configOperation === OP.set && !(LOG_LEVELS as readonly string[]).includes(value!)) {
      const reason =
        `Cannot set the log level of ${name} to ${value} as it is not a supported log level. ` +
        `Valid log levels are ${LOG_LEVELS.join(', ')}`;
      throw invalidValue('BROKER_LOGGER', resourceName, reason);
    }
  }
}

function setLevels(turn: BrokerTurn, { ops }: Change): void {
  const admin = ownPart(turn, 'admin');
  for (const { name, configOperation, value } of ops ?? []) {
    const isSet = configOperation === OP.set;
    const text = isSet
      ? `Updating the log level of ${name} to ${value}`
      : `Unset the log level of ${name}`;
    const prefix = `[Admin Manager on Broker ${turn.state.config.brokerId}]: `;
    kafkaLog(turn, 'server', 'INFO', prefix + text, MANAGER);
    admin.loggers = isSet ? mapSet(admin.loggers, name, value!) : mapDelete(admin.loggers, name);
  }
}
