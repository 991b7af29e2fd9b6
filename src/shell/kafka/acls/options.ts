/**
 * The options of kafka-acls.sh.
 *
 * Mirrors: kafka.admin.AclCommand.AclCommandOptions, PatternTypeConverter, 2.8.0.
 * Read next: acl-command.ts.
 */
import { flag, optionalArg, requiredArg } from '../joptsimple/option-spec.ts';
import { STRING, enumeration } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION } from '../tool/command-line.ts';
import { TLS_NAMES } from '../zk/tls-names.ts';

/** AclOperation as the command line names it, in the order of upstream's set of them. */
export const OPERATION_NAMES = [
  'Describe',
  'DescribeConfigs',
  'Alter',
  'IdempotentWrite',
  'Read',
  'Delete',
  'Create',
  'ClusterAction',
  'All',
  'Write',
  'AlterConfigs',
] as const;

const PATTERN_TYPE = {
  ...enumeration('ANY', 'MATCH', 'LITERAL', 'PREFIXED'),
  shown: 'ANY|MATCH|LITERAL|PREFIXED',
};

export const OPTIONS = {
  help: HELP,
  version: VERSION,
  bootstrapServer: requiredArg(
    'bootstrap-server',
    'A list of host/port pairs to use for establishing the connection to the Kafka cluster. This list should be in the form host1:port1,host2:port2,... This config is required for acl management using admin client API.',
    { describedAs: 'server to connect to', type: STRING },
  ),
  commandConfig: optionalArg(
    'command-config',
    'A property file containing configs to be passed to Admin Client.',
    { describedAs: 'command-config', type: STRING },
  ),
  authorizer: requiredArg(
    'authorizer',
    'Fully qualified class name of the authorizer, defaults to kafka.security.authorizer.AclAuthorizer.',
    { describedAs: 'authorizer', type: STRING },
  ),
  authorizerProperties: requiredArg(
    'authorizer-properties',
    'REQUIRED: properties required to configure an instance of Authorizer. These are key=val pairs. For the default authorizer the example values are: zookeeper.connect=localhost:2181',
    { describedAs: 'authorizer-properties', type: STRING },
  ),
  topic: requiredArg(
    'topic',
    'topic to which ACLs should be added or removed. A value of * indicates ACL should apply to all topics.',
    { describedAs: 'topic', type: STRING },
  ),
  cluster: flag('cluster', 'Add/Remove cluster ACLs.'),
  group: requiredArg(
    'group',
    'Consumer Group to which the ACLs should be added or removed. A value of * indicates the ACLs should apply to all groups.',
    { describedAs: 'group', type: STRING },
  ),
  transactionalId: requiredArg(
    'transactional-id',
    'The transactionalId to which ACLs should be added or removed. A value of * indicates the ACLs should apply to all transactionalIds.',
    { describedAs: 'transactional-id', type: STRING },
  ),
  idempotent: flag(
    'idempotent',
    'Enable idempotence for the producer. This should be used in combination with the --producer option. Note that idempotence is enabled automatically if the producer is authorized to a particular transactional-id.',
  ),
  delegationToken: requiredArg(
    'delegation-token',
    'Delegation token to which ACLs should be added or removed. A value of * indicates ACL should apply to all tokens.',
    { describedAs: 'delegation-token', type: STRING },
  ),
  patternType: requiredArg(
    'resource-pattern-type',
    "The type of the resource pattern or pattern filter. When adding acls, this should be a specific pattern type, e.g. 'literal' or 'prefixed'. When listing or removing acls, a specific pattern type can be used to list or remove acls from specific resource patterns, or use the filter values of 'any' or 'match', where 'any' will match any pattern type, but will match the resource name exactly, where as 'match' will perform pattern matching to list or remove all acls that affect the supplied resource(s). WARNING: 'match', when used in combination with the '--remove' switch, should be used with care.",
    { type: PATTERN_TYPE, defaultsTo: 'LITERAL' as const },
  ),
  add: flag('add', 'Indicates you are trying to add ACLs.'),
  remove: flag('remove', 'Indicates you are trying to remove ACLs.'),
  list: flag(
    'list',
    'List ACLs for the specified resource, use --topic <topic> or --group <group> or --cluster to specify a resource.',
  ),
  operation: requiredArg(
    'operation',
    `Operation that is being allowed or denied. Valid operation names are: \n${OPERATION_NAMES.map((name) => `\t${name}`).join('\n')}\n`,
    { type: STRING, defaultsTo: 'All' },
  ),
  allowPrincipal: requiredArg(
    'allow-principal',
    'principal is in principalType:name format. Note that principalType must be supported by the Authorizer being used. For example, User:* is the wild card indicating all users.',
    { describedAs: 'allow-principal', type: STRING },
  ),
  denyPrincipal: requiredArg(
    'deny-principal',
    'principal is in principalType:name format. By default anyone not added through --allow-principal is denied access. You only need to use this option as negation to already allowed set. Note that principalType must be supported by the Authorizer being used. For example if you wanted to allow access to all users in the system but not test-user you can define an ACL that allows access to User:* and specify --deny-principal=User:test@EXAMPLE.COM. AND PLEASE REMEMBER DENY RULES TAKES PRECEDENCE OVER ALLOW RULES.',
    { describedAs: 'deny-principal', type: STRING },
  ),
  principal: optionalArg(
    'principal',
    'List ACLs for the specified principal. principal is in principalType:name format. Note that principalType must be supported by the Authorizer being used. Multiple --principal option can be passed.',
    { describedAs: 'principal', type: STRING },
  ),
  allowHost: requiredArg(
    'allow-host',
    'Host from which principals listed in --allow-principal will have access. If you have specified --allow-principal then the default for this option will be set to * which allows access from all hosts.',
    { describedAs: 'allow-host', type: STRING },
  ),
  denyHost: requiredArg(
    'deny-host',
    'Host from which principals listed in --deny-principal will be denied access. If you have specified --deny-principal then the default for this option will be set to * which denies access from all hosts.',
    { describedAs: 'deny-host', type: STRING },
  ),
  producer: flag(
    'producer',
    'Convenience option to add/remove ACLs for producer role. This will generate ACLs that allows WRITE,DESCRIBE and CREATE on topic.',
  ),
  consumer: flag(
    'consumer',
    'Convenience option to add/remove ACLs for consumer role. This will generate ACLs that allows READ,DESCRIBE on topic and READ on group.',
  ),
  force: flag('force', 'Assume Yes to all queries and do not prompt.'),
  zkTlsConfigFile: requiredArg(
    'zk-tls-config-file',
    `Identifies the file where ZooKeeper client TLS connectivity properties for the authorizer are defined.  Any properties other than the following (with or without an "authorizer." prefix) are ignored: ${TLS_NAMES}. Note that if SASL is not configured and zookeeper.set.acl is supposed to be true due to mutual certificate authentication being used then it is necessary to explicitly specify --authorizer-properties zookeeper.set.acl=true`,
    { describedAs: 'Authorizer ZooKeeper TLS configuration', type: STRING },
  ),
};

const O = OPTIONS;

export function checkArgs(command: CommandLine): void {
  const has = (option: (typeof O)[keyof typeof O]): boolean => command.has(option);
  const isByBroker = has(O.bootstrapServer);
  if (isByBroker && has(O.authorizer)) {
    command.die('Only one of --bootstrap-server or --authorizer must be specified');
  }
  if (!isByBroker) command.require(O.authorizerProperties);
  if (has(O.commandConfig) && !isByBroker) {
    command.die('The --command-config option can only be used with --bootstrap-server option');
  }
  if (has(O.authorizerProperties) && isByBroker) {
    command.die('The --authorizer-properties option can only be used with --authorizer option');
  }
  if ([O.add, O.remove, O.list].filter((action) => has(action)).length !== 1) {
    command.die('Command must include exactly one action: --list, --add, --remove. ');
  }
  const roles = [O.producer, O.consumer];
  const allowed = [O.allowHost, O.allowPrincipal];
  const denied = [O.denyHost, O.denyPrincipal];
  command.forbid(O.list, [...roles, ...allowed, ...denied]);
  command.forbid(O.producer, [O.operation, O.denyPrincipal, O.denyHost]);
  command.forbid(O.consumer, [O.operation, O.denyPrincipal, O.denyHost]);
  if (has(O.principal) && !has(O.list)) {
    command.die('The --principal option is only available if --list is set');
  }
  if (has(O.producer) && !has(O.topic)) command.die('With --producer you must specify a --topic');
  if (has(O.idempotent) && !has(O.producer)) {
    command.die('The --idempotent option is only available if --producer is set');
  }
  const isMixed = !has(O.producer) && (has(O.cluster) || has(O.transactionalId));
  if (has(O.consumer) && (!has(O.topic) || !has(O.group) || isMixed)) {
    command.die(
      'With --consumer you must specify a --topic and a --group and no --cluster or --transactional-id option should be specified.',
    );
  }
}
