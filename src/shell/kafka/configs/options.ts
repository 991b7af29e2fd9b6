/**
 * The options of kafka-configs.sh.
 *
 * Mirrors: kafka.admin.ConfigCommand.ConfigCommandOptions, 2.8.0.
 * Read next: config-command.ts.
 */
import { illegalArgument } from '../java/exception.ts';
import { flag, requiredArg } from '../joptsimple/option-spec.ts';
import { STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION } from '../tool/command-line.ts';
import { TLS_NAMES } from '../zk/tls-names.ts';
import { BROKER_LOGGERS, ENTITY_TYPES, namesText } from './config-names.ts';

export const OPTIONS = {
  help: HELP,
  version: VERSION,
  zookeeper: requiredArg(
    'zookeeper',
    'DEPRECATED. The connection string for the zookeeper connection in the form host:port. Multiple URLS can be given to allow fail-over. Replaced by --bootstrap-server, REQUIRED unless --bootstrap-server is given.',
    { describedAs: 'urls', type: STRING },
  ),
  bootstrapServer: requiredArg(
    'bootstrap-server',
    'The Kafka server to connect to. This is required for describing and altering broker configs.',
    { describedAs: 'server to connect to', type: STRING },
  ),
  commandConfig: requiredArg(
    'command-config',
    'Property file containing configs to be passed to Admin Client. This is used only with --bootstrap-server option for describing and altering broker configs.',
    { describedAs: 'command config property file', type: STRING },
  ),
  alter: flag('alter', 'Alter the configuration for the entity.'),
  describe: flag('describe', 'List configs for the given entity.'),
  all: flag(
    'all',
    'List all configs for the given topic, broker, or broker-logger entity (includes static configuration when the entity type is brokers)',
  ),
  entityType: requiredArg(
    'entity-type',
    'Type of entity (topics/clients/users/brokers/broker-loggers/ips)',
    { type: STRING },
  ),
  entityName: requiredArg(
    'entity-name',
    'Name of entity (topic name/client id/user principal name/broker id/ip)',
    { type: STRING },
  ),
  entityDefault: flag(
    'entity-default',
    'Default entity name for clients/users/brokers/ips (applies to corresponding entity type in command line)',
  ),
  addConfig: requiredArg(
    'add-config',
    `Key Value pairs of configs to add. Square brackets can be used to group values which contain commas: 'k1=v1,k2=[v1,v2,v2],k3=v3'. The following is a list of valid configurations: ${namesText()}Entity types 'users' and 'clients' may be specified together to update config for clients of a specific user.`,
    { type: STRING },
  ),
  addConfigFile: requiredArg(
    'add-config-file',
    'Path to a properties file with configs to add. See add-config for a list of valid configurations.',
    { type: STRING },
  ),
  deleteConfig: requiredArg('delete-config', "config keys to remove 'k1,k2'", {
    type: STRING,
    separatedBy: ',',
  }),
  force: flag('force', 'Suppress console prompts'),
  topic: requiredArg('topic', "The topic's name.", { type: STRING }),
  client: requiredArg('client', "The client's ID.", { type: STRING }),
  clientDefaults: flag('client-defaults', 'The config defaults for all clients.'),
  user: requiredArg('user', "The user's principal name.", { type: STRING }),
  userDefaults: flag('user-defaults', 'The config defaults for all users.'),
  broker: requiredArg('broker', "The broker's ID.", { type: STRING }),
  brokerDefaults: flag('broker-defaults', 'The config defaults for all brokers.'),
  brokerLogger: requiredArg('broker-logger', "The broker's ID for its logger config.", {
    type: STRING,
  }),
  ipDefaults: flag('ip-defaults', 'The config defaults for all IPs.'),
  ip: requiredArg('ip', 'The IP address.', { type: STRING }),
  zkTlsConfigFile: requiredArg(
    'zk-tls-config-file',
    `Identifies the file where ZooKeeper client TLS connectivity properties are defined.  Any properties other than ${TLS_NAMES} are ignored.`,
    { describedAs: 'ZooKeeper TLS configuration', type: STRING },
  ),
};

const FLAGS = [
  [OPTIONS.topic, 'topics'],
  [OPTIONS.client, 'clients'],
  [OPTIONS.user, 'users'],
  [OPTIONS.broker, 'brokers'],
  [OPTIONS.brokerLogger, BROKER_LOGGERS],
  [OPTIONS.ip, 'ips'],
] as const;

const DEFAULT_FLAGS = [
  [OPTIONS.clientDefaults, 'clients'],
  [OPTIONS.userDefaults, 'users'],
  [OPTIONS.brokerDefaults, 'brokers'],
  [OPTIONS.ipDefaults, 'ips'],
] as const;

export function entityTypes(command: CommandLine): readonly string[] {
  const flagged = [...FLAGS, ...DEFAULT_FLAGS].filter(([option]) => command.has(option));
  return [...command.valuesOf(OPTIONS.entityType), ...flagged.map(([, type]) => type)];
}

/** An empty name is the default. */
export function entityNames(command: CommandLine): readonly string[] {
  const names = [...command.valuesOf(OPTIONS.entityName)];
  const { entityName, entityDefault } = OPTIONS;
  return [
    ...command.options.specs
      .filter((spec) => spec === entityName || spec === entityDefault)
      .map((spec) => (spec === entityName ? names.shift()! : '')),
    ...FLAGS.filter(([option]) => command.has(option)).map(([option]) => command.valueOf(option)!),
    ...DEFAULT_FLAGS.filter(([option]) => command.has(option)).map(() => ''),
  ];
}

/** ConfigCommandOptions.checkArgs. `isKnownHost`: whether a name can be looked up. */
export function checkArgs(command: CommandLine, isKnownHost: (name: string) => boolean): void {
  const O = OPTIONS;
  if ([O.alter, O.describe].filter((action) => command.has(action)).length !== 1) {
    command.die('Command must include exactly one action: --describe, --alter');
  }
  command.forbid(O.alter, [O.describe]);
  command.forbid(O.describe, [O.alter, O.addConfig, O.deleteConfig]);
  const types = entityTypes(command);
  checkTypes(command, types);
  const names = entityNames(command);
  checkConnection(command);
  const hasName = names.some((name) => name !== '');
  if (hasName) checkNames(command, types, isKnownHost);
  if (command.has(O.describe) && types.includes(BROKER_LOGGERS) && !hasName) {
    throw illegalArgument(`an entity name must be specified with --describe of ${types.join(',')}`);
  }
  if (command.has(O.alter)) checkAlter(command, types, names);
}

function checkTypes(command: CommandLine, types: readonly string[]): void {
  const O = OPTIONS;
  const seen = new Set<string>();
  const doubled = types.filter((type) => seen.has(type) || !seen.add(type));
  if (doubled.length > 0) {
    throw illegalArgument(`Duplicate entity type(s) specified: ${doubled.join(',')}`);
  }
  const isByBroker = command.has(O.bootstrapServer);
  const allowed: readonly string[] = isByBroker ? [...ENTITY_TYPES, BROKER_LOGGERS] : ENTITY_TYPES;
  const wrong = types.find((type) => !allowed.includes(type));
  if (wrong !== undefined) {
    const option = isByBroker ? '--bootstrap-server' : '--zookeeper';
    throw illegalArgument(
      `Invalid entity type ${wrong}, the entity type must be one of ${allowed.join(',')} with the ${option} argument`,
    );
  }
  if (types.length === 0) throw illegalArgument('At least one entity type must be specified');
  if (
    types.length > 1 &&
    !(types.length === 2 && types.includes('users') && types.includes('clients'))
  ) {
    throw illegalArgument("Only 'users' and 'clients' entity types may be specified together");
  }
  const isGeneral = [O.entityName, O.entityType, O.entityDefault].some((one) => command.has(one));
  if (isGeneral && [...FLAGS, ...DEFAULT_FLAGS].some(([option]) => command.has(option))) {
    throw illegalArgument(
      '--entity-{type,name,default} should not be used in conjunction with specific entity flags',
    );
  }
}

function checkConnection(command: CommandLine): void {
  const O = OPTIONS;
  const [isByBroker, isByZk] = [command.has(O.bootstrapServer), command.has(O.zookeeper)];
  if (!isByBroker && !isByZk) {
    throw illegalArgument(
      'One of the required --bootstrap-server or --zookeeper arguments must be specified',
    );
  }
  if (isByBroker && isByZk) {
    throw illegalArgument('Only one of --bootstrap-server or --zookeeper must be specified');
  }
  if (command.has(O.all) && isByZk) {
    throw illegalArgument('--bootstrap-server must be specified for --all');
  }
}

function checkNames(
  command: CommandLine,
  types: readonly string[],
  isKnownHost: (name: string) => boolean,
): void {
  const O = OPTIONS;
  const given = (specs: readonly (typeof O.entityName)[]): readonly string[] =>
    specs.filter((spec) => command.has(spec)).map((spec) => command.valueOf(spec)!);
  if (types.includes('brokers') || types.includes(BROKER_LOGGERS)) {
    for (const id of given([O.entityName, O.broker, O.brokerLogger])) {
      if (isInteger(id)) continue;
      throw illegalArgument(
        `The entity name for ${types[0]} must be a valid integer broker id, but it is: ${id}`,
      );
    }
  }
  if (types.includes('ips')) {
    for (const ip of given([O.entityName, O.ip])) {
      if (isKnownHost(ip)) continue;
      throw illegalArgument(
        `The entity name for ${types[0]} must be a valid IP or resolvable host, but it is: ${ip}`,
      );
    }
  }
}

const INTEGER_MAX = 2_147_483_647;

/** What Integer.parseInt takes. */
export function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) <= INTEGER_MAX;
}

function checkAlter(
  command: CommandLine,
  types: readonly string[],
  names: readonly string[],
): void {
  const O = OPTIONS;
  if (['users', 'clients', 'brokers', 'ips'].some((type) => types.includes(type))) {
    if (names.length === 0) {
      throw illegalArgument(
        'an entity-name or default entity must be specified with --alter of users, clients, brokers or ips',
      );
    }
  } else if (!names.some((name) => name !== '')) {
    throw illegalArgument(`an entity name must be specified with --alter of ${types.join(',')}`);
  }
  const [adds, addsFile] = [command.has(O.addConfig), command.has(O.addConfigFile)];
  if (adds && addsFile) {
    throw illegalArgument('Only one of --add-config or --add-config-file must be specified');
  }
  if (!adds && !addsFile && !command.has(O.deleteConfig)) {
    throw illegalArgument(
      'At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter',
    );
  }
}
