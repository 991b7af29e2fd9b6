/**
 * kafka-configs.sh --bootstrap-server --alter.
 *
 * Mirrors: ConfigCommand.alterConfig and what it calls, 2.8.0.
 * Departs: passwords for SCRAM are not salted by PBKDF2: nobody authenticates here.
 * Read next: config-input.ts, describe-configs.ts.
 */
import {
  SCRAM_MECHANISMS,
  alterConfigs as alterBrokerConfigs,
  alterUserScramCredentials,
  incrementalAlterConfigs,
} from '../../../engine/kafka/index.ts';
import type { ConfigEntry } from '../../../engine/kafka/index.ts';
import { getAll, kafkaError } from '../admin/admin.ts';
import { illegalArgument, within } from '../java/exception.ts';
import { inJavaMapOrder } from '../java/map-order.ts';
import { setText } from '../java/scala-text.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { configsToAdd, configsToDelete } from './config-input.ts';
import { BROKER_LOGGERS, IP_NAMES, QUOTA_NAMES, SCRAM_NAMES } from './config-names.ts';
import { at } from './frames.ts';
import { entityNames, entityTypes } from './options.ts';
import { alterQuotas } from './quotas.ts';
import { resourceConfig } from './resource-config.ts';
import { scrambled } from './scrambled.ts';

export interface Alteration {
  readonly command: CommandLine;
  readonly output: ToolOutput;
  readonly seed: number;
}

/** What is changed of what. */
interface Changes {
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly added: ReadonlyMap<string, string>;
  readonly deleted: readonly string[];
}

const TIMED = true;
const OPTIONS_30S = { timeoutMs: 30_000, validateOnly: false };

export function* alterConfigs({ command, output, seed }: Alteration): ToolScript<void> {
  const [types, names] = [entityTypes(command), entityNames(command)];
  const added = yield* within(at('alterConfig', 316), configsToAdd(command, output));
  const changes = { types, names, added, deleted: configsToDelete(command) };
  const type = types[0]!;
  const name = names[0]!;
  switch (type) {
    case 'topics':
      yield* alterTopic(changes);
      break;
    case 'brokers':
      yield* alterBroker(changes);
      break;
    case BROKER_LOGGERS:
      yield* alterLoggers(changes);
      break;
    case 'users':
    case 'clients':
      yield* alterUserOrClient(changes, seed);
      break;
    default:
      yield* alterIp(changes);
  }
  const kind = type.slice(0, -1);
  output.out(
    name === ''
      ? `Completed updating default config for ${type} in the cluster.\n`
      : `Completed updating config for ${kind} ${name}.\n`,
  );
}

function refuseUnknown(invalid: readonly string[], what: string): void {
  if (invalid.length === 0) return;
  throw kafkaError('InvalidConfigurationException', `Invalid ${what}: ${invalid.join(',')}`);
}

function operations({ added, deleted }: Changes) {
  return [
    ...[...added].map(([name, value]) => ({ op: 'SET', name, value }) as const),
    ...deleted.map((name) => ({ op: 'DELETE', name, value: '' }) as const),
  ];
}

function* oldConfig(
  { types, names, deleted }: Changes,
  line: number,
): ToolScript<readonly ConfigEntry[]> {
  const entries = yield* within(
    at('alterConfig', line),
    resourceConfig(types[0]!, names[0]!, { includeSynonyms: false, describeAll: false }),
  );
  const known = entries.map(({ name }) => name);
  refuseUnknown(
    deleted.filter((name) => !known.includes(name)),
    'config(s)',
  );
  return entries;
}

function* alterTopic(changes: Changes): ToolScript<void> {
  yield* oldConfig(changes, 322);
  const alteration = { type: 'TOPIC', name: changes.names[0]!, ops: operations(changes) } as const;
  yield* within(
    at('alterConfig', 335),
    getAll(incrementalAlterConfigs([alteration], OPTIONS_30S), TIMED),
  );
}

/** All of a broker's configuration is written anew, so all must be known. */
function* alterBroker(changes: Changes): ToolScript<void> {
  const { names, added, deleted } = changes;
  const old = yield* oldConfig(changes, 338);
  const entries = new Map<string, string | null>(old.map(({ name, value }) => [name, value]));
  for (const [name, value] of added) entries.set(name, value);
  for (const name of deleted) entries.delete(name);
  const secret = [...entries].filter(([, value]) => value === null).map(([name]) => name);
  if (secret.length > 0) {
    throw kafkaError(
      'InvalidConfigurationException',
      `All sensitive broker config entries must be specified for --alter, missing entries: ${setText(secret)}`,
    );
  }
  const configs = inJavaMapOrder([...entries.keys()]).map((name) => ({
    name,
    value: entries.get(name)!,
  }));
  const config = { type: 'BROKER', name: names[0]!, configs } as const;
  yield* within(at('alterConfig', 357), getAll(alterBrokerConfigs([config], OPTIONS_30S), TIMED));
}

function* alterLoggers(changes: Changes): ToolScript<void> {
  const { types, names, added, deleted } = changes;
  const entries = yield* within(
    at('alterConfig', 360),
    resourceConfig(types[0]!, names[0]!, { includeSynonyms: true, describeAll: false }),
  );
  const known = entries.map(({ name }) => name);
  const invalid = [...deleted, ...added.keys()].filter((name) => !known.includes(name));
  refuseUnknown(invalid, 'broker logger(s)');
  const alteration = { type: 'BROKER_LOGGER', name: names[0]!, ops: operations(changes) } as const;
  yield* within(
    at('alterConfig', 368),
    getAll(incrementalAlterConfigs([alteration], OPTIONS_30S), TIMED),
  );
}

function isQuota(name: string): boolean {
  return QUOTA_NAMES.includes(name);
}

function isScram(name: string): name is (typeof SCRAM_NAMES)[number] {
  return (SCRAM_NAMES as readonly string[]).includes(name);
}

function* alterUserOrClient(changes: Changes, seed: number): ToolScript<void> {
  const { types, names, added, deleted } = changes;
  const addedNames = [...added.keys()];
  const hasQuotas = [...addedNames, ...deleted].some(isQuota);
  const hasScram = [...addedNames, ...deleted].some(isScram);
  const isUnknown = (name: string): boolean => !isScram(name) && !isQuota(name);
  if (types[0] === 'clients' || types.length === 2) {
    const isWrong = (name: string): boolean => !isQuota(name);
    refuseOthers('quota configs', 'clients', addedNames.filter(isWrong), deleted.filter(isWrong));
  } else {
    const [wrongAdded, wrongDeleted] = [addedNames.filter(isUnknown), deleted.filter(isUnknown)];
    refuseOthers('quota and SCRAM credential configs', 'users', wrongAdded, wrongDeleted);
    if (hasScram && names.includes('')) {
      throw illegalArgument(
        'The use of --entity-default or --user-defaults is not allowed with User SCRAM Credentials using --bootstrap-server.',
      );
    }
    if (hasScram && hasQuotas) {
      throw illegalArgument(
        "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using --bootstrap-server.",
      );
    }
  }
  yield* hasQuotas
    ? within(at('alterConfig', 397), alterQuotas(types, names, added, deleted))
    : within(at('alterConfig', 403), alterScram(names[0]!, changes, seed));
}

function refuseOthers(
  what: string,
  type: string,
  added: readonly string[],
  deleted: readonly string[],
): void {
  const text = (verb: string): string =>
    `Only ${what} can be ${verb} for '${type}' using --bootstrap-server. Unexpected config names: `;
  if (added.length > 0) throw illegalArgument(text('added') + setText(added));
  if (deleted.length > 0) {
    throw illegalArgument(`${text('deleted')}ArrayBuffer(${deleted.join(', ')})`);
  }
}

const DEFAULT_ITERATIONS = 4096;
const MIN_ITERATIONS = 4096;

function* alterScram(user: string, { added, deleted }: Changes, seed: number): ToolScript<void> {
  const deletions = deleted
    .filter(isScram)
    .map((name) => ({ name: user, mechanism: SCRAM_MECHANISMS[name] }));
  const upsertions = [...added].flatMap(([name, value]) => {
    if (!isScram(name)) return [];
    const { iterations, password } = credential(name, value);
    const salt = scrambled(`${seed} ${user} ${name}`, SALT_BYTES);
    const length = name === 'SCRAM-SHA-256' ? 32 : 64;
    const saltedPassword = scrambled(`${salt} ${password} ${iterations}`, length);
    return [{ name: user, mechanism: SCRAM_MECHANISMS[name], iterations, salt, saltedPassword }];
  });
  yield* within(
    at('alterUserScramCredentialConfigs', 440),
    getAll(alterUserScramCredentials(upsertions, deletions), TIMED),
  );
}

/** ScramFormatter.secureRandomBytes: as many as a number of 130 bits in base 36 has digits. */
const SALT_BYTES = 26;

function credential(
  mechanism: string,
  text: string,
): { readonly iterations: number; readonly password: string } {
  const match = /^(?:iterations=(-?[0-9]*),)?password=(.*)$/.exec(text);
  if (match === null) {
    throw illegalArgument(`Invalid credential property ${mechanism.replaceAll('-', '_')}=${text}`);
  }
  const [, given, password] = match;
  const iterations = given === undefined || given === '-1' ? DEFAULT_ITERATIONS : Number(given);
  if (iterations < MIN_ITERATIONS) {
    throw illegalArgument(
      `Iterations ${iterations} is less than the minimum ${MIN_ITERATIONS} required for ${mechanism}`,
    );
  }
  return { iterations, password: password! };
}

function* alterIp({ types, names, added, deleted }: Changes): ToolScript<void> {
  const unknown = [...added.keys(), ...deleted].filter((name) => !IP_NAMES.includes(name));
  if (unknown.length > 0) {
    throw illegalArgument(
      `Only connection quota configs can be added for 'ips' using --bootstrap-server. Unexpected config names: ${unknown.join(',')}`,
    );
  }
  yield* within(at('alterConfig', 409), alterQuotas(types, names, added, deleted));
}
