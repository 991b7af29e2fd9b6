/**
 * kafka-configs.sh --bootstrap-server --describe.
 *
 * Mirrors: ConfigCommand.describeConfig and what it calls, 2.8.0.
 * Read next: resource-config.ts, quotas.ts.
 */
import {
  CONFIG_SOURCES,
  SCRAM_MECHANISMS,
  describeCluster,
  describeUserScramCredentials,
  listTopics,
} from '../../../engine/kafka/index.ts';
import type { ConfigEntry } from '../../../engine/kafka/index.ts';
import { get, valueOf } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import { doubleText } from '../java/number-format.ts';
import { FOREACH } from '../java/scala-frames.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { at } from './frames.ts';
import { OPTIONS, entityNames, entityTypes } from './options.ts';
import { allQuotas } from './quotas.ts';
import { resourceConfig } from './resource-config.ts';

export function* describeConfigs(command: CommandLine, output: ToolOutput): ToolScript<void> {
  const [types, names] = [entityTypes(command), entityNames(command)];
  const type = types[0]!;
  if (type === 'users' || type === 'clients') {
    const frames = at('describeConfig', 486);
    const method = 'describeClientQuotaAndUserScramCredentialConfigs';
    yield* within([...at(method, 585), ...frames], describeQuotas(types, names, output));
    if (types.includes('clients') || names.includes('')) return;
    yield* within([...at(method, 590), ...frames], describeScram(names, output));
  } else if (type === 'ips') {
    yield* within(at('describeConfig', 488), describeQuotas(types, names, output));
  } else {
    const describeAll = command.has(OPTIONS.all);
    yield* within(at('describeConfig', 484), describeResources(type, names, describeAll, output));
  }
}

function* describeResources(
  type: string,
  names: readonly string[],
  describeAll: boolean,
  output: ToolOutput,
): ToolScript<void> {
  const [name] = names;
  const all = name === undefined ? yield* allNames(type) : [name];
  const loop: Frames =
    name === undefined ? FOREACH : ['scala.collection.immutable.List.foreach(List.scala:431)'];
  const frames = [
    ...at('$anonfun$describeResourceConfig$4', 512),
    ...at('$anonfun$describeResourceConfig$4$adapted', 504),
    ...loop,
    ...at('describeResourceConfig', 504),
  ];
  for (const each of all) {
    const kind = describeAll ? 'All' : 'Dynamic';
    output.out(
      each === ''
        ? `Default configs for ${type} in the cluster are:\n`
        : `${kind} configs for ${type.slice(0, -1)} ${each} are:\n`,
    );
    const wanted = { includeSynonyms: true, describeAll };
    for (const entry of yield* within(frames, resourceConfig(type, each, wanted))) {
      output.out(entryLine(entry));
    }
  }
}

function entryLine({ name, value, isSensitive, synonyms }: ConfigEntry): string {
  const texts = synonyms.map((each) => `${CONFIG_SOURCES[each.source]}:${each.name}=${each.value}`);
  return `  ${name}=${value} sensitive=${isSensitive} synonyms={${texts.join(', ')}}\n`;
}

function* allNames(type: string): ToolScript<readonly string[]> {
  const frames = (own: number): Frames => [
    ...at('$anonfun$describeResourceConfig$2', own),
    'scala.Option.getOrElse(Option.scala:189)',
    ...at('describeResourceConfig', 496),
  ];
  if (type === 'topics') {
    const listings = yield* within(frames(498), get(listTopics({ listInternal: true })));
    return listings.map(({ name }) => name);
  }
  const { nodes } = yield* within(frames(500), get(describeCluster()));
  return [...nodes.map(({ id }) => String(id)), ''];
}

function* describeQuotas(
  types: readonly string[],
  names: readonly string[],
  output: ToolOutput,
): ToolScript<void> {
  const found = yield* within(at('describeQuotaConfigs', 561), allQuotas(types, names));
  for (const { entity, values } of found) {
    const named = [
      ['user', 'user-principal'],
      ['client-id', 'client-id'],
      ['ip', 'ip'],
    ] as const;
    const parts = named.flatMap(([type, text]) => {
      const name = entity.get(type);
      if (name === undefined) return [];
      return [name === null ? `the default ${text}` : `${text} '${name}'`];
    });
    const quotas = [...values].map(([key, value]) => `${key}=${doubleText(value)}`);
    output.out(`Quota configs for ${parts.join(', ')} are ${quotas.join(', ')}\n`);
  }
}

const MECHANISMS = new Map<number, string>(
  Object.entries(SCRAM_MECHANISMS).map(([name, number]) => [number, name]),
);

/** A user that is not there is passed over, where all are asked for or this one. */
function* describeScram(names: readonly string[], output: ToolOutput): ToolScript<void> {
  const users = yield* get(describeUserScramCredentials(names), true);
  for (const { key: user, result } of users) {
    if (result.exception?.error === 'RESOURCE_NOT_FOUND') continue;
    try {
      const texts = valueOf(result, true).map(
        ({ mechanism, iterations }) => `${MECHANISMS.get(mechanism)}=iterations=${iterations}`,
      );
      output.out(`SCRAM credential configs for user-principal '${user}' are ${texts.join(', ')}\n`);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      const name = error.exception.slice(error.exception.lastIndexOf('.') + 1);
      output.out(
        `Error retrieving SCRAM credential configs for user-principal '${user}': ${name}: ${error.text}\n`,
      );
    }
  }
}
