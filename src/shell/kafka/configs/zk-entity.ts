/**
 * Whose configuration is meant in ZooKeeper.
 *
 * Mirrors: ConfigCommand.parseEntity, Entity, ConfigEntity, 2.8.0.
 */
import { configZnodes, zkScripts } from '../../../engine/kafka/index.ts';
import { illegalArgument } from '../java/exception.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolScript } from '../tool/tool.ts';
import { zk } from '../zk/zk-client.ts';
import { OPTIONS, entityNames, entityTypes } from './options.ts';

/** `name` as it stands in a path; null: all of them. */
interface Entity {
  readonly type: string;
  readonly name: string | null;
}

export interface ConfigEntity {
  readonly root: Entity;
  readonly child: Entity | null;
}

const { DEFAULT_ENTITY } = configZnodes;

export function parseEntity(command: CommandLine): ConfigEntity {
  const [types, names] = [entityTypes(command), entityNames(command)];
  const type = types[0]!;
  if (type === 'users' || type === 'clients') return quotaEntity(command, types, names);
  const [name] = names;
  return { root: { type, name: name === '' ? DEFAULT_ENTITY : (name ?? null) }, child: null };
}

function quotaEntity(
  command: CommandLine,
  types: readonly string[],
  names: readonly string[],
): ConfigEntity {
  if (command.has(OPTIONS.alter) && names.length !== types.length) {
    throw illegalArgument(
      '--entity-name or --entity-default must be specified with each --entity-type for --alter',
    );
  }
  const isReversed = types.length === 2 && types[0] === 'clients';
  const ordered = isReversed ? [...types].reverse() : types;
  const given = isReversed && names.length === 2 ? [...names].reverse() : names;
  const [root, child] = ordered.map((type, index): Entity => {
    const name = given[index];
    if (name === undefined) return { type, name: null };
    return { type, name: name === '' ? DEFAULT_ENTITY : configZnodes.sanitize(name) };
  });
  return { root: root!, child: child ?? null };
}

function pathOf({ type, name }: Entity): string {
  return name === null ? type : `${type}/${name}`;
}

/** fullSanitizedName: the path below the type. */
export function entityPath({ root, child }: ConfigEntity): string {
  return (root.name ?? '') + (child === null ? '' : `/${pathOf(child)}`);
}

const NAMES: Readonly<Record<string, string>> = {
  users: 'user-principal',
  clients: 'client-id',
  topics: 'topic',
};

function entityText({ type, name }: Entity): string {
  const kind = NAMES[type] ?? type;
  if (name === null) return type;
  if (name === DEFAULT_ENTITY) return `default ${kind}`;
  const isSanitized = type === 'users' || type === 'clients';
  return `${kind} '${isSanitized ? configZnodes.desanitize(name) : name}'`;
}

export function configEntityText({ root, child }: ConfigEntity): string {
  return child === null ? entityText(root) : `${entityText(root)}, ${entityText(child)}`;
}

function* namesBelow(path: string): ToolScript<readonly string[]> {
  return yield* zk(zkScripts.getChildren(`/config/${path}`));
}

/** getAllEntities. */
export function* allEntities(entity: ConfigEntity): ToolScript<readonly ConfigEntity[]> {
  const { root, child } = entity;
  if (root.name === null) {
    const found: ConfigEntity[] = [];
    for (const name of yield* namesBelow(root.type)) {
      const named = { ...root, name };
      if (child === null) found.push({ root: named, child });
      else found.push(...(yield* allEntities({ root: named, child: { ...child, name: null } })));
    }
    return found;
  }
  if (child === null || child.name !== null) return [entity];
  const names = yield* namesBelow(`${pathOf(root)}/${child.type}`);
  return names.map((name) => ({ root, child: { ...child, name } }));
}
