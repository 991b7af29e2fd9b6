/**
 * The configuration of a topic, a broker or its loggers.
 *
 * Mirrors: ConfigCommand.getResourceConfig, 2.8.0.
 */
import { CONFIG_SOURCES, describeConfigs } from '../../../engine/kafka/index.ts';
import type { ConfigEntry } from '../../../engine/kafka/index.ts';
import { getAll } from '../admin/admin.ts';
import { illegalArgument, within } from '../java/exception.ts';
import { validateTopic } from '../java/topic-filter.ts';
import type { ToolScript } from '../tool/tool.ts';
import { BROKER_LOGGERS } from './config-names.ts';
import { at } from './frames.ts';
import { isInteger } from './options.ts';

export interface Wanted {
  readonly includeSynonyms: boolean;
  /** Else only what is set dynamically for just this entity. */
  readonly describeAll: boolean;
}

type Source = (typeof CONFIG_SOURCES)[number];

export function* resourceConfig(
  type: string,
  name: string,
  { includeSynonyms, describeAll }: Wanted,
): ToolScript<readonly ConfigEntry[]> {
  const { resource, source } = resourceOf(type, name);
  const [entries] = yield* within(
    at('getResourceConfig', 552),
    getAll(describeConfigs([{ type: resource, name }], { includeSynonyms }), true),
  );
  if (describeAll || source === null) return entries!;
  return entries!.filter(({ configSource }) => CONFIG_SOURCES[configSource] === source);
}

function resourceOf(
  type: string,
  name: string,
): { readonly resource: 'TOPIC' | 'BROKER' | 'BROKER_LOGGER'; readonly source: Source | null } {
  if (type === 'topics') {
    if (name !== '') validateTopic(name);
    return { resource: 'TOPIC', source: 'DYNAMIC_TOPIC_CONFIG' };
  }
  if (name !== '' && !isInteger(name)) {
    throw illegalArgument(
      `The entity name for ${type} must be a valid integer broker id, found: ${name}`,
    );
  }
  if (type === BROKER_LOGGERS) return { resource: 'BROKER_LOGGER', source: null };
  const source = name === '' ? 'DYNAMIC_DEFAULT_BROKER_CONFIG' : 'DYNAMIC_BROKER_CONFIG';
  return { resource: 'BROKER', source };
}
