/**
 * Which entries for which resources a command line means.
 *
 * Mirrors: AclCommand.getResourceFilterToAcls and what it calls, 2.8.0.
 */
import { illegalArgument } from '../java/exception.ts';
import type { OptionSpec } from '../joptsimple/option-spec.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { OPERATION_NAMES, OPTIONS } from './options.ts';

type ResourceType = 'TOPIC' | 'GROUP' | 'CLUSTER' | 'TRANSACTIONAL_ID' | 'DELEGATION_TOKEN';

export interface ResourceFilter {
  readonly type: ResourceType;
  readonly name: string;
  readonly patternType: 'ANY' | 'MATCH' | 'LITERAL' | 'PREFIXED';
}

export interface AclEntry {
  readonly principal: string;
  readonly host: string;
  /** `READ`. */
  readonly operation: string;
  readonly permission: 'ALLOW' | 'DENY';
}

export type ResourceAcls = readonly {
  readonly filter: ResourceFilter;
  readonly acls: readonly AclEntry[];
}[];

const O = OPTIONS;
const CLUSTER: ResourceFilter = { type: 'CLUSTER', name: 'kafka-cluster', patternType: 'LITERAL' };

export function filterText({ type, name, patternType }: ResourceFilter): string {
  return `ResourcePattern(resourceType=${type}, name=${name}, patternType=${patternType})`;
}

export function entryText({ principal, host, operation, permission }: AclEntry): string {
  return `(principal=${principal}, host=${host}, operation=${operation}, permissionType=${permission})`;
}

/** getResourceFilter. */
export function resourceFilters(
  command: CommandLine,
  isNeeded: boolean,
): readonly ResourceFilter[] {
  const patternType = command.valueOf(O.patternType)!;
  const named = (type: ResourceType, option: OptionSpec<string>): readonly ResourceFilter[] =>
    command.valuesOf(option).map((name) => ({ type, name: name.trim(), patternType }));
  const isCluster = command.has(O.cluster) || command.has(O.idempotent);
  const filters = [
    ...named('TOPIC', O.topic),
    ...(patternType === 'LITERAL' && isCluster ? [CLUSTER] : []),
    ...named('GROUP', O.group),
    ...named('TRANSACTIONAL_ID', O.transactionalId),
    ...named('DELEGATION_TOKEN', O.delegationToken),
  ];
  if (filters.length === 0 && isNeeded) {
    command.die(
      'You must provide at least one resource: --topic <topic> or --cluster or --group <group> or --delegation-token <Delegation Token ID>',
    );
  }
  return filters;
}

/** getResourceFilterToAcls. */
export function resourceAcls(command: CommandLine): ResourceAcls {
  const found = new Map<string, { filter: ResourceFilter; acls: readonly AclEntry[] }>();
  const put = (filter: ResourceFilter, acls: readonly AclEntry[]): void => {
    const key = filterText(filter);
    found.set(key, { filter, acls: [...acls, ...(found.get(key)?.acls ?? [])] });
  };
  const filters = resourceFilters(command, true);
  const [isProducer, isConsumer] = [command.has(O.producer), command.has(O.consumer)];
  if (!isProducer && !isConsumer) {
    const acls = entries(command, operations(command));
    for (const filter of filters) put(filter, acls);
  }
  for (const filter of filters) {
    if (isProducer && filter.type === 'TOPIC') {
      put(filter, entries(command, ['WRITE', 'DESCRIBE', 'CREATE']));
    }
    if (isProducer && filter.type === 'TRANSACTIONAL_ID') {
      put(filter, entries(command, ['WRITE', 'DESCRIBE']));
    }
    if (isConsumer && filter.type === 'TOPIC') put(filter, entries(command, ['READ', 'DESCRIBE']));
    if (isConsumer && filter.type === 'GROUP') put(filter, entries(command, ['READ']));
  }
  if (isProducer && command.has(O.idempotent)) {
    put(CLUSTER, entries(command, ['IDEMPOTENT_WRITE']));
  }
  for (const { filter, acls } of found.values()) checkOperations(command, filter, acls);
  return [...found.values()];
}

/** `IdempotentWrite` as AclOperation's constant; what nobody knows is UNKNOWN. */
function operations(command: CommandLine): readonly string[] {
  const known: readonly string[] = OPERATION_NAMES;
  const names = command.valuesOf(O.operation).map((name) => name.trim());
  const constants = names.map((name) =>
    known.includes(name) ? name.replace(/(?!^)([A-Z])/g, '_$1').toUpperCase() : 'UNKNOWN',
  );
  return [...new Set(constants)];
}

function entries(command: CommandLine, all: readonly string[]): readonly AclEntry[] {
  return [
    ...entriesOf(command, 'ALLOW', [O.allowPrincipal, O.allowHost], all),
    ...entriesOf(command, 'DENY', [O.denyPrincipal, O.denyHost], all),
  ];
}

function entriesOf(
  command: CommandLine,
  permission: AclEntry['permission'],
  [principalOption, hostOption]: readonly [OptionSpec<string>, OptionSpec<string>],
  all: readonly string[],
): readonly AclEntry[] {
  const who = principals(command, principalOption);
  const hosts = command.has(hostOption)
    ? command.valuesOf(hostOption).map((host) => host.trim())
    : ['*'];
  return who.flatMap((principal) =>
    all.flatMap((operation) => hosts.map((host) => ({ principal, host, operation, permission }))),
  );
}

/** SecurityUtils.parseKafkaPrincipal. */
export function principals(command: CommandLine, option: OptionSpec<string>): readonly string[] {
  return command.valuesOf(option).map((text) => {
    const principal = text.trim();
    if (/^[^:]+:.+$/.test(principal)) return principal;
    throw illegalArgument(
      `expected a string in format principalType:principalName but got ${principal}`,
    );
  });
}

const SUPPORTED: Readonly<Record<ResourceType, readonly string[]>> = {
  TOPIC: [
    'READ',
    'WRITE',
    'CREATE',
    'DESCRIBE',
    'DELETE',
    'ALTER',
    'DESCRIBE_CONFIGS',
    'ALTER_CONFIGS',
  ],
  GROUP: ['READ', 'DESCRIBE', 'DELETE'],
  CLUSTER: [
    'CREATE',
    'CLUSTER_ACTION',
    'DESCRIBE_CONFIGS',
    'ALTER_CONFIGS',
    'IDEMPOTENT_WRITE',
    'ALTER',
    'DESCRIBE',
  ],
  TRANSACTIONAL_ID: ['DESCRIBE', 'WRITE'],
  DELEGATION_TOKEN: ['DESCRIBE'],
};

function checkOperations(
  command: CommandLine,
  { type }: ResourceFilter,
  acls: readonly AclEntry[],
): void {
  const valid = [...SUPPORTED[type], 'ALL'];
  if (acls.every(({ operation }) => valid.includes(operation))) return;
  command.die(`ResourceType ${type} only supports operations ${valid.join(',')}`);
}
