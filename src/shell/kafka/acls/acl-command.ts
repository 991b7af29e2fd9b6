/**
 * kafka-acls.sh, of a cluster whose brokers have no authorizer.
 *
 * Mirrors: kafka.admin.AclCommand, 2.8.0.
 * Departs: an authorizer of its own (--authorizer-properties) has no lists and keeps none.
 * Read next: options.ts, acl-entries.ts.
 */
import {
  ACL_OPERATIONS,
  ACL_PATTERN_TYPES,
  ACL_PERMISSION_TYPES,
  ACL_RESOURCE_TYPES,
  createAcls,
  deleteAcls,
  describeAcls,
} from '../../../engine/kafka/index.ts';
import { closeAdmin, get, getAll } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { keyValues, readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { call } from '../tool/tool.ts';
import { closeZk, openZk } from '../zk/zk-client.ts';
import type { AclEntry, ResourceFilter } from './acl-entries.ts';
import { entryText, filterText, resourceAcls, resourceFilters } from './acl-entries.ts';
import { OPTIONS, checkArgs } from './options.ts';

const O = OPTIONS;
const MAIN = 'kafka.admin.AclCommand.main(AclCommand.scala)';

function main(line: number): Frames {
  return [`kafka.admin.AclCommand$.main(AclCommand.scala:${line})`, MAIN];
}

function at(method: string, line: number): Frames {
  return [`kafka.admin.AclCommand$AdminClientService.${method}(AclCommand.scala:${line})`];
}

export const aclCommand: Tool = {
  name: 'kafka-acls.sh',
  mainClass: 'kafka.admin.AclCommand',
  reads: true,
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    const command = readCommandLine(Object.values(OPTIONS), input, output, [
      'kafka.admin.AclCommand$AclCommandOptions.<init>(AclCommand.scala:614)',
      ...main(49),
    ]);
    command.helpIfNeeded('This tool helps to manage acls on kafka.');
    checkArgs(command);
    try {
      yield* command.has(O.bootstrapServer)
        ? byBroker(command, output)
        : byAuthorizer(command, output);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      output.out(`Error while executing ACL command: ${error.text}\n${error.stackTrace}\n`);
      return { exit: 1 };
    }
    return { exit: 0 };
  },
};

function* byBroker(command: CommandLine, output: ToolOutput): ToolScript<void> {
  const added = command.has(O.add) ? toAdd(command) : [];
  const file = command.valueOf(O.commandConfig);
  const properties = yield* loadGivenProperties(file);
  const servers = command.valueOf(O.bootstrapServer)!;
  yield* openAdmin({ ...properties, 'bootstrap.servers': servers });
  try {
    if (command.has(O.add)) {
      yield* within(main(70), add(added, output));
      yield* within([...at('addAcls', 108), ...main(70)], list(command));
    } else if (command.has(O.remove)) {
      yield* within(main(72), remove(command, output));
      yield* within([...at('removeAcls', 121), ...main(72)], list(command));
    } else {
      const frames = [...at('$anonfun$listAcls$1', 139), ...at('listAcls', 138), ...main(74)];
      yield* within(frames, list(command));
    }
  } finally {
    yield* closeAdmin();
  }
}

/** getResourceToAcls. */
function toAdd(command: CommandLine): ReturnType<typeof resourceAcls> {
  const patternType = command.valueOf(O.patternType)!;
  if (patternType === 'ANY' || patternType === 'MATCH') {
    command.die(
      `A '--resource-pattern-type' value of '${patternType}' is not valid when adding acls.`,
    );
  }
  const all = resourceAcls(command);
  if (all.some(({ acls }) => acls.length === 0)) {
    command.die(
      'You must specify one of: --allow-principal, --deny-principal when trying to add ACLs.',
    );
  }
  return all;
}

function linesOf(acls: readonly AclEntry[]): string {
  return acls.map((acl) => `\t${entryText(acl)}`).join('\n');
}

/** Numbers of a list on the wire. */
function numberOf(list: readonly string[], name: string): number {
  return Math.max(0, list.indexOf(name));
}

function creationOf({ type, name, patternType }: ResourceFilter, acl: AclEntry) {
  return {
    resourceType: numberOf(ACL_RESOURCE_TYPES, type),
    resourceName: name,
    resourcePatternType: numberOf(ACL_PATTERN_TYPES, patternType),
    principal: acl.principal,
    host: acl.host,
    operation: numberOf(ACL_OPERATIONS, acl.operation),
    permissionType: numberOf(ACL_PERMISSION_TYPES, acl.permission),
  };
}

const ADDED: Frames = [
  ...at('$anonfun$addAcls$3', 112),
  'scala.collection.TraversableLike$WithFilter.$anonfun$foreach$1(TraversableLike.scala:985)',
  'scala.collection.immutable.Map$Map1.foreach(Map.scala:192)',
  'scala.collection.TraversableLike$WithFilter.foreach(TraversableLike.scala:984)',
  ...at('$anonfun$addAcls$1', 109),
  ...at('addAcls', 108),
];

function* add(all: ReturnType<typeof resourceAcls>, output: ToolOutput): ToolScript<void> {
  for (const { filter, acls } of all) {
    output.out(`Adding ACLs for resource \`${filterText(filter)}\`: \n ${linesOf(acls)} \n\n`);
    const creations = acls.map((acl) => creationOf(filter, acl));
    yield* within(ADDED, getAll(createAcls(creations)));
  }
}

const ANY = 1;

function filterOf(filter: ResourceFilter | null, acl: AclEntry | null) {
  return {
    resourceTypeFilter: filter === null ? ANY : numberOf(ACL_RESOURCE_TYPES, filter.type),
    resourceNameFilter: filter?.name ?? null,
    patternTypeFilter: filter === null ? ANY : numberOf(ACL_PATTERN_TYPES, filter.patternType),
    principalFilter: acl?.principal ?? null,
    hostFilter: acl?.host ?? null,
    operation: acl === null ? ANY : numberOf(ACL_OPERATIONS, acl.operation),
    permissionType: acl === null ? ANY : numberOf(ACL_PERMISSION_TYPES, acl.permission),
  };
}

function* remove(command: CommandLine, output: ToolOutput): ToolScript<void> {
  for (const { filter, acls } of resourceAcls(command)) {
    const name = filterText(filter).replace(/^ResourcePattern/, 'ResourcePatternFilter');
    const question =
      acls.length === 0
        ? `Are you sure you want to delete all ACLs for resource filter \`${name}\`? (y/n)`
        : `Are you sure you want to remove ACLs: \n ${linesOf(acls)} \n from resource filter \`${name}\`? (y/n)`;
    if (!command.has(O.force) && !(yield* confirm(question, output))) continue;
    const filters =
      acls.length === 0 ? [filterOf(filter, null)] : acls.map((acl) => filterOf(filter, acl));
    yield* within(
      [...at('removeAcls', 170), ...at('removeAcls', 121)],
      getAll(deleteAcls(filters)),
    );
  }
}

function* confirm(question: string, output: ToolOutput): ToolScript<boolean> {
  output.out(`${question}\n`);
  const { lines } = yield* call({ type: 'lines' }, 'lines');
  return lines[0]?.toLowerCase() === 'y';
}

/** What is asked for fails, or is empty: no broker has an authorizer. */
function* list(command: CommandLine): ToolScript<void> {
  const filters = resourceFilters(command, false);
  const asked = filters.length === 0 ? [null] : filters;
  for (const filter of asked) {
    yield* within(
      [...at('getAcls', filter === null ? 177 : 180), ...at('listAcls', 146)],
      get(describeAcls(filterOf(filter, null))),
    );
  }
}

function* byAuthorizer(command: CommandLine, output: ToolOutput): ToolScript<void> {
  const properties = keyValues(command.valuesOf(O.authorizerProperties));
  const connect = properties['authorizer.zookeeper.url'] ?? properties['zookeeper.connect'];
  if (command.has(O.add)) toAdd(command);
  yield* openZk(connect ?? '');
  if (command.has(O.add)) {
    for (const { filter, acls } of toAdd(command)) {
      output.out(`Adding ACLs for resource \`${filterText(filter)}\`: \n ${linesOf(acls)} \n\n`);
    }
  }
  yield* closeZk();
}
