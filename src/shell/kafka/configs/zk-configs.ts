/**
 * kafka-configs.sh --zookeeper.
 *
 * Mirrors: ConfigCommand.alterConfigWithZk, describeConfigWithZk, AdminZkClient.changeConfigs,
 * DynamicBrokerConfig.validateConfigs, 2.8.0.
 * Departs: passwords of brokers and of SCRAM are stored scrambled, not encrypted.
 * Read next: zk-entity.ts.
 */
import type { ConfigKey } from '../../../engine/kafka/index.ts';
import {
  BROKER_KEYS,
  ConfigException,
  adminZk,
  inConcurrentHashOrder,
  parseConfigValue,
  topicZnodes,
  zkScripts,
} from '../../../engine/kafka/index.ts';
import { kafkaError } from '../admin/admin.ts';
import { JavaException, illegalArgument } from '../java/exception.ts';
import { setText } from '../java/scala-text.ts';
import { validateTopic } from '../java/topic-filter.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { validateLogConfig } from '../topics/log-config.ts';
import { liveBrokers } from '../zk/live-brokers.ts';
import { zk } from '../zk/zk-client.ts';
import { configsToAdd, configsToDelete } from './config-input.ts';
import {
  BROKER_NAMES,
  IP_NAMES,
  PER_BROKER_NAMES,
  QUOTA_NAMES,
  SCRAM_NAMES,
  SECURITY_NAMES,
  THROTTLE_NAMES,
} from './config-names.ts';
import { isInteger } from './options.ts';
import { scrambled } from './scrambled.ts';
import type { ConfigEntity } from './zk-entity.ts';
import { allEntities, configEntityText, entityPath, parseEntity } from './zk-entity.ts';

type Configs = Readonly<Record<string, string>>;
type EntityType = Parameters<typeof adminZk.fetchEntityConfig>[0];

export function* describeConfigsWithZk(command: CommandLine, output: ToolOutput): ToolScript<void> {
  const asked = parseEntity(command);
  const isAllUsers =
    asked.root.type === 'users' && asked.root.name === null && asked.child === null;
  for (const entity of yield* allEntities(asked)) {
    const configs = yield* fetchConfig(entity);
    const names = Object.keys(configs);
    if (names.length === 0 && isAllUsers) continue;
    const places = new Map(names.map((name, index) => [name, BigInt(index)]));
    const ordered = inConcurrentHashOrder(names, (name) => places.get(name)!);
    const texts = ordered.map((name) => `${name}=${configs[name]}`);
    output.out(`Configs for ${configEntityText(entity)} are ${texts.join(',')}\n`);
  }
}

function* fetchConfig(entity: ConfigEntity): ToolScript<Configs> {
  return yield* zk(adminZk.fetchEntityConfig(entity.root.type as EntityType, entityPath(entity)));
}

export function* alterConfigsWithZk(command: CommandLine, output: ToolOutput): ToolScript<void> {
  const added = new Map(yield* configsToAdd(command, output));
  const deleted = configsToDelete(command);
  const entity = parseEntity(command);
  const type = entity.root.type;
  if (type === 'users') storeScram(added);
  if (type === 'brokers') yield* checkBrokers(added, entityPath(entity));
  const configs = { ...(yield* fetchConfig(entity)) };
  const invalid = deleted.filter((name) => configs[name] === undefined);
  if (invalid.length > 0) {
    throw kafkaError('InvalidConfigurationException', `Invalid config(s): ${invalid.join(',')}`);
  }
  Object.assign(configs, Object.fromEntries(added));
  for (const name of deleted) delete configs[name];
  yield* changeConfigs(type, entityPath(entity), configs);
  output.out(`Completed updating config for entity: ${configEntityText(entity)}.\n`);
}

/** preProcessScramCredentials. */
function storeScram(added: Map<string, string>): void {
  for (const name of SCRAM_NAMES) {
    const text = added.get(name);
    if (text === undefined) continue;
    const match = /^(?:iterations=([0-9]*),)?password=(.*)$/.exec(text);
    const constant = name.replaceAll('-', '_');
    if (match === null) throw illegalArgument(`Invalid credential property ${constant}=${text}`);
    const iterations = Number(match[1] ?? MIN_ITERATIONS);
    if (iterations < MIN_ITERATIONS) {
      throw illegalArgument(
        `Iterations ${iterations} is less than the minimum ${MIN_ITERATIONS} required for ${constant}`,
      );
    }
    const length = name === 'SCRAM-SHA-256' ? 32 : 64;
    const part = (what: string): string => scrambled(`${what} ${match[2]} ${iterations}`, length);
    const keys = `stored_key=${part('stored')},server_key=${part('server')}`;
    added.set(name, `salt=${part('salt')},${keys},iterations=${iterations}`);
  }
}

const MIN_ITERATIONS = 4096;

/** What is only for brokers that do not run. */
function* checkBrokers(added: Map<string, string>, name: string): ToolScript<void> {
  const dynamic = [...added.keys()].filter((key) => !THROTTLE_NAMES.includes(key));
  if (dynamic.length === 0) return;
  const isForAll = name === '<default>';
  if (!isForAll && !isInteger(name)) {
    throw illegalArgument(
      `Error parsing broker ${name}. The broker's Entity Name must be a single integer value`,
    );
  }
  const running = yield* liveBrokers();
  const isRunning = isForAll ? running.length > 0 : running.some(({ id }) => id === Number(name));
  if (isRunning) {
    const whose = isForAll
      ? 'for default cluster if any broker is running.'
      : `when broker ${name} is running.`;
    throw illegalArgument(
      `requirement failed: --bootstrap-server option must be specified to update broker configs ${setText(dynamic)}. ${whose} ` +
        'Broker configuration updates using ZooKeeper are supported for bootstrapping before brokers are started to enable encrypted password configs to be stored in ZooKeeper.',
    );
  }
  preProcess(added, isForAll);
}

const SECRET = 'password.encoder.secret';

/** preProcessBrokerConfigs. */
function preProcess(added: Map<string, string>, isForAll: boolean): void {
  const secret = added.get(SECRET);
  for (const key of [...added.keys()]) {
    if (key.startsWith('password.encoder.')) added.delete(key);
  }
  validateDynamic([...added.keys()], isForAll);
  validateValues(Object.fromEntries(added));
  const passwords = [...added.keys()].filter(isPassword);
  if (passwords.length === 0) return;
  if (secret === undefined) {
    throw illegalArgument(
      `requirement failed: ${SECRET} must be specified to update ${setText(passwords)}.` +
        ' Other password encoder configs like cipher algorithm and iterations may also be specified' +
        ' to override the default encoding parameters. Password encoder configs will not be persisted' +
        ' in ZooKeeper.',
    );
  }
  for (const key of passwords) added.set(key, scrambled(`${secret} ${added.get(key)}`, 32));
}

const KEYS: Readonly<Record<string, ConfigKey>> = BROKER_KEYS as never;

function isPassword(name: string): boolean {
  return BROKER_NAMES.some((key) => KEYS[key]?.type === 'PASSWORD' && name.endsWith(key));
}

function refuse(names: readonly string[], text: string): void {
  if (names.length === 0) return;
  const message = `${text}: ${setText(names)}`;
  throw new JavaException('org.apache.kafka.common.config.ConfigException', message);
}

/** DynamicBrokerConfig.validateConfigs. */
function validateDynamic(names: readonly string[], isForAll: boolean): void {
  const isStatic = (name: string): boolean =>
    KEYS[name] !== undefined && !BROKER_NAMES.includes(name);
  refuse(names.filter(isStatic), 'Cannot update these configs dynamically');
  refuse(
    names.filter((name) => SECURITY_NAMES.includes(name)),
    'These security configs can be dynamically updated only per-listener using the listener prefix',
  );
  if (!isForAll) return;
  const isPerBroker = (name: string): boolean => {
    const base = /^listener\.name\.[^.]*\.(.*)$/.exec(name)?.[1];
    return PER_BROKER_NAMES.includes(name) || base !== undefined;
  };
  refuse(
    names.filter(isPerBroker),
    'Cannot update these configs at default cluster level, broker id must be specified',
  );
}

/** DynamicConfig.Broker.validate. */
function validateValues(configs: Configs): void {
  for (const [name, text] of Object.entries(configs)) {
    const key = KEYS[name.replace(/^listener\.name\.[^.]*\./, '')];
    if (key === undefined) continue;
    const fault = faultOf(name, text, key);
    if (fault !== null) {
      throw new JavaException('org.apache.kafka.common.config.ConfigException', fault);
    }
  }
}

function faultOf(name: string, text: string, key: ConfigKey): string | null {
  try {
    return key.validator?.(name, parseConfigValue(name, text, key.type)) ?? null;
  } catch (error) {
    if (error instanceof ConfigException) return error.message;
    throw error;
  }
}

/** AdminZkClient.changeConfigs. */
function* changeConfigs(type: string, path: string, configs: Configs): ToolScript<void> {
  if (type === 'topics') {
    validateTopic(path);
    if (!(yield* zk(zkScripts.pathExists(topicZnodes.topicPath(path))))) {
      throw kafkaError('UnknownTopicOrPartitionException', `Topic '${path}' does not exist.`);
    }
    validateLogConfig(configs);
  } else if (type === 'brokers') validateValues(configs);
  else {
    const isPlainUser = type === 'users' && path !== '<default>' && !path.includes('/clients');
    const known = type === 'ips' ? IP_NAMES : QUOTA_NAMES;
    const allowed: readonly string[] = isPlainUser ? [...SCRAM_NAMES, ...known] : known;
    const unknown = Object.keys(configs).filter((name) => !allowed.includes(name));
    if (unknown.length > 0) {
      throw illegalArgument(
        `requirement failed: Unknown Dynamic Configuration: ${setText(unknown)}.`,
      );
    }
  }
  yield* zk(adminZk.changeEntityConfig(type as EntityType, path, configs));
}
