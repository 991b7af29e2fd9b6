/**
 * What a changed configuration means for a running broker, by the kind of entity it belongs to.
 *
 * Mirrors: TopicConfigHandler, BrokerConfigHandler, ClientIdConfigHandler, UserConfigHandler,
 * IpConfigHandler of kafka.server.ConfigHandler, ClientQuotaManager.updateQuota, 2.8.0.
 * Departs: quotas and throttles are kept, not enforced; SCRAM credentials are ignored.
 * Read next: dynamic-broker-config.ts.
 */
import { mapDelete, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import { javaInt } from '../../java/integers.ts';
import { ownState } from '../../kernel/turn.ts';
import { apiVersionOf, isAtLeast } from '../config/api-version.ts';
import { doubleText } from '../config/config-def.ts';
import { setLogConfig } from '../log/log.ts';
import { topicConfigOf } from '../log/topic-config.ts';
import { DEFAULT_ENTITY, desanitize } from '../zk/broker-znodes.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn } from './broker-state.ts';
import { updateBrokerConfig, updateDefaultConfig } from './dynamic-broker-config.ts';
import type { DynamicProperties } from './dynamic-config-keys.ts';
import { JavaException } from '../../java/exception.ts';
import { kafkaLog } from './kafka-log.ts';

/** `entityPath` is for example `topics/t1`, `brokers/<default>`, `users/alice/clients/c1`. */
export function processConfigChange(
  turn: BrokerTurn,
  entityPath: string,
  config: DynamicProperties,
): void {
  const slash = entityPath.indexOf('/');
  const name = entityPath.slice(slash + 1);
  switch (entityPath.slice(0, slash)) {
    case 'topics':
      return onTopicConfig(turn, name, config);
    case 'brokers':
      return onBrokerConfig(turn, name, config);
    case 'clients':
      return onQuota(turn, entityPath, null, name, config);
    case 'users':
      return onUserConfig(turn, entityPath, name, config);
    case 'ips':
      return onIpConfig(turn, entityPath, name, config);
  }
}

function onTopicConfig(turn: BrokerTurn, topic: string, config: DynamicProperties): void {
  const overrides = withoutTooNewFormat(turn, topic, config);
  ownState(turn).topicConfigs = mapSet(turn.state.topicConfigs, topic, overrides);
  const logConfig = topicConfigOf(turn.state.config, overrides);
  for (const log of [...mapValues(turn.state.logs.logs)]) {
    if (log.topic === topic) setLogConfig(turn, log, logConfig);
  }
  if (/^true$/i.test(config['unclean.leader.election.enable'] ?? '')) {
    turn.tasks.push({ type: 'uncleanElectionEnabled', topic });
  }
}

/** A format that brokers among themselves do not speak yet is not written. */
function withoutTooNewFormat(
  turn: BrokerTurn,
  topic: string,
  config: DynamicProperties,
): DynamicProperties {
  const key = 'message.format.version';
  const format = config[key];
  const protocol = turn.state.config.values['inter.broker.protocol.version'];
  const version = format === undefined ? null : apiVersionOf(format);
  if (version === null || isAtLeast(protocol, version)) return config;
  kafkaLog(
    turn,
    'server',
    'WARN',
    `Log configuration ${key} is ignored for \`${topic}\` because \`${format}\` is not compatible with Kafka ` +
      `inter-broker protocol version \`${protocol}\``,
    'kafka.server.TopicConfigHandler',
  );
  const { [key]: _, ...rest } = config;
  return rest;
}

function onBrokerConfig(turn: BrokerTurn, name: string, config: DynamicProperties): void {
  if (name === DEFAULT_ENTITY) return updateDefaultConfig(turn, config);
  const id = javaInt(name.trim());
  if (id === null) {
    throw new JavaException('java.lang.NumberFormatException', `For input string: "${name}"`);
  }
  if (id === turn.state.config.brokerId) updateBrokerConfig(turn, config);
}

function onUserConfig(
  turn: BrokerTurn,
  entityPath: string,
  name: string,
  config: DynamicProperties,
): void {
  const parts = name.split('/');
  if (parts.length !== 1 && parts.length !== 3) {
    const text = `Invalid quota entity path: ${name}`;
    throw new JavaException('java.lang.IllegalArgumentException', text);
  }
  onQuota(turn, entityPath, parts[0]!, parts[2] ?? null, config);
}

const QUOTAS = [
  ['PRODUCE', 'producer_byte_rate', 'ClientQuotaManager'],
  ['FETCH', 'consumer_byte_rate', 'ClientQuotaManager'],
  ['REQUEST', 'request_percentage', 'ClientRequestQuotaManager'],
  ['CONTROLLER_MUTATION', 'controller_mutation_rate', 'ControllerMutationQuotaManager'],
] as const;

function onQuota(
  turn: BrokerTurn,
  entityPath: string,
  user: string | null,
  clientId: string | null,
  config: DynamicProperties,
): void {
  keepQuota(turn, entityPath, config);
  const entity = [userText(user), clientText(clientId)].filter((text) => text !== '').join(' ');
  for (const [type, key, manager] of QUOTAS) {
    const value = config[key];
    const text =
      value === undefined
        ? `Removing ${type} quota for ${entity}`
        : `Changing ${type} quota for ${entity} to ${doubleText(Number(value))}`;
    kafkaLog(turn, 'server', 'INFO', text, `kafka.server.${manager}`);
  }
}

function keepQuota(turn: BrokerTurn, entityPath: string, config: DynamicProperties): void {
  const part = ownPart(turn, 'dynamicConfig');
  const isEmpty = Object.keys(config).length === 0;
  part.quotas = isEmpty
    ? mapDelete(part.quotas, entityPath)
    : mapSet(part.quotas, entityPath, config);
}

function userText(user: string | null): string {
  if (user === null) return '';
  return user === DEFAULT_ENTITY ? 'default user' : `user ${user}`;
}

function clientText(clientId: string | null): string {
  if (clientId === null) return '';
  return clientId === DEFAULT_ENTITY ? 'default client-id' : `client-id ${desanitize(clientId)}`;
}

function onIpConfig(
  turn: BrokerTurn,
  entityPath: string,
  ip: string,
  config: DynamicProperties,
): void {
  const log = (text: string): void =>
    kafkaLog(turn, 'server', 'INFO', text, 'kafka.network.ConnectionQuotas');
  const rate = config['connection_creation_rate'];
  keepQuota(turn, entityPath, config);
  if (ip === DEFAULT_ENTITY) {
    return log(`Updated default max IP connection rate to ${rate ?? '2147483647'}`);
  }
  const address = turn.env.host.resolve(ip);
  if (address === undefined) {
    const text = `Unable to resolve address ${ip}`;
    throw new JavaException('java.lang.IllegalArgumentException', text);
  }
  const shown = address === ip ? `/${ip}` : `${ip}/${address}`;
  log(
    rate === undefined
      ? `Removing max connection rate override for ${shown}`
      : `Updating max connection rate override for ${shown} to ${rate}`,
  );
}
