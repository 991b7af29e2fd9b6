/**
 * What is to be added and deleted, as the command line and a file say it.
 *
 * Mirrors: ConfigCommand.parseConfigsToBeAdded, parseConfigsToBeDeleted, 2.8.0.
 */
import { inConcurrentHashOrder } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { illegalArgument, within } from '../java/exception.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { loadProperties } from '../tool/files.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { OPTIONS } from './options.ts';

/** Commas and equal signs within square brackets part nothing. */
const OUTSIDE = '(?=[^\\]]*(?:\\[|$))';
const COMMA = new RegExp(`,${OUTSIDE}`);
const EQUALS = new RegExp(`\\s*=\\s*${OUTSIDE}`);
const LOADED: Frames = [
  'kafka.admin.ConfigCommand$.parseConfigsToBeAdded(ConfigCommand.scala:257)',
];

/** In the order of Java's Properties. */
export function* configsToAdd(
  command: CommandLine,
  output: ToolOutput,
): ToolScript<ReadonlyMap<string, string>> {
  const configs = new Map<string, string>();
  const file = command.valueOf(OPTIONS.addConfigFile);
  if (file !== null) {
    const loaded = yield* within(LOADED, loadProperties(file));
    for (const [key, value] of Object.entries(loaded)) configs.set(key, value);
  }
  const text = command.valueOf(OPTIONS.addConfig);
  if (text !== null) {
    for (const [key, value] of pairs(text)) {
      configs.set(key.trim(), value.replace(/\[?\]?/g, '').trim());
    }
  }
  const version = configs.get('message.format.version');
  if (version !== undefined) {
    output.out(
      `WARNING: The configuration message.format.version=${version} is specified. ` +
        'This configuration will be ignored if the version is newer than the inter.broker.protocol.version specified in the broker.\n',
    );
  }
  const places = new Map([...configs.keys()].map((key, index) => [key, BigInt(index)]));
  const ordered = inConcurrentHashOrder(configs.keys(), (key) => places.get(key)!);
  return new Map(ordered.map((key) => [key, configs.get(key)!]));
}

function pairs(text: string): readonly (readonly [string, string])[] {
  const parts = text.split(COMMA);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.map((part) => {
    const pair = part.split(EQUALS);
    if (pair.length !== 2) {
      throw illegalArgument(
        'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val".',
      );
    }
    return [pair[0]!, pair[1]!] as const;
  });
}

export function configsToDelete(command: CommandLine): readonly string[] {
  return command.valuesOf(OPTIONS.deleteConfig).map((name) => name.trim());
}
