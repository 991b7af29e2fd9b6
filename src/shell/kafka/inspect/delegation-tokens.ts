/**
 * kafka-delegation-tokens.sh, of a cluster without security.
 *
 * Mirrors: kafka.admin.DelegationTokenCommand, 2.8.0.
 * Departs: whether a broker answers is found out by describeCluster; it would refuse every request.
 */
import { describeCluster } from '../../../engine/kafka/index.ts';
import { principals } from '../acls/acl-entries.ts';
import { closeAdmin, executionException, get } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import { flag, optionalArg, requiredArg } from '../joptsimple/option-spec.ts';
import { LONG, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';

const O = {
  help: HELP,
  version: VERSION,
  bootstrapServer: requiredArg(
    'bootstrap-server',
    'REQUIRED: server(s) to use for bootstrapping.',
    { type: STRING },
  ),
  commandConfig: requiredArg(
    'command-config',
    'REQUIRED: A property file containing configs to be passed to Admin Client. Token management operations are allowed in secure mode only. This config file is used to pass security related configs.',
    { type: STRING },
  ),
  create: flag(
    'create',
    'Create a new delegation token. Use --renewer-principal option to pass renewers principals.',
  ),
  renew: flag(
    'renew',
    'Renew delegation token. Use --renew-time-period option to set renew time period.',
  ),
  expire: flag(
    'expire',
    'Expire delegation token. Use --expiry-time-period option to expire the token.',
  ),
  describe: flag(
    'describe',
    'Describe delegation tokens for the given principals. Use --owner-principal to pass owner/renewer principals. If --owner-principal option is not supplied, all the user owned tokens and tokens where user have Describe permission will be returned.',
  ),
  ownerPrincipal: optionalArg(
    'owner-principal',
    'owner is a kafka principal. It is should be in principalType:name format.',
    { type: STRING },
  ),
  renewerPrincipal: optionalArg(
    'renewer-principal',
    'renewer is a kafka principal. It is should be in principalType:name format.',
    { type: STRING },
  ),
  maxLifeTimePeriod: optionalArg(
    'max-life-time-period',
    'Max life period for the token in milliseconds. If the value is -1, then token max life time will default to a server side config value (delegation.token.max.lifetime.ms).',
    { type: LONG },
  ),
  renewTimePeriod: optionalArg(
    'renew-time-period',
    'Renew time period in milliseconds. If the value is -1, then the renew time period will default to a server side config value (delegation.token.expiry.time.ms).',
    { type: LONG },
  ),
  expiryTimePeriod: optionalArg(
    'expiry-time-period',
    'Expiry time period in milliseconds. If the value is -1, then the token will get invalidated immediately.',
    { type: LONG },
  ),
  hmac: optionalArg('hmac', 'HMAC of the delegation token', { type: STRING }),
};

const COMMAND = 'kafka.admin.DelegationTokenCommand';
const SOURCE = 'DelegationTokenCommand.scala';

function main(line: number): Frames {
  return [`${COMMAND}$.main(${SOURCE}:${line})`, `${COMMAND}.main(${SOURCE})`];
}

export const delegationTokenCommand: Tool = {
  name: 'kafka-delegation-tokens.sh',
  mainClass: COMMAND,
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    const command = readCommandLine(Object.values(O), input, output, [
      `${COMMAND}$DelegationTokenCommandOptions.<init>(${SOURCE}:197)`,
      ...main(41),
    ]);
    command.helpIfNeeded(
      'This tool helps to create, renew, expire, or describe delegation tokens.',
    );
    checkArgs(command);
    const file = command.valueOf(O.commandConfig)!;
    const frames = [`${COMMAND}$.createAdminClient(${SOURCE}:147)`, ...main(52)];
    const properties = yield* within(frames, loadProperties(file));
    const servers = command.valueOf(O.bootstrapServer)!;
    yield* openAdmin({ ...properties, 'bootstrap.servers': servers });
    try {
      yield* refused(command, output);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      output.out(`Error while executing delegation token command : ${error.text}\n`);
      output.log('ERROR', error.stackTrace, `${COMMAND}$`);
    }
    yield* closeAdmin();
    return { exit: 1 };
  },
};

function checkArgs(command: CommandLine): void {
  const actions = [O.create, O.renew, O.expire, O.describe];
  if (actions.filter((action) => command.has(action)).length !== 1) {
    command.die(
      'Command must include exactly one action: --create, --renew, --expire or --describe',
    );
  }
  command.require(O.bootstrapServer, O.commandConfig);
  if (command.has(O.create)) command.require(O.maxLifeTimePeriod);
  if (command.has(O.renew)) command.require(O.hmac, O.renewTimePeriod);
  if (command.has(O.expire)) command.require(O.hmac, O.expiryTimePeriod);
  const { hmac, renewTimePeriod, expiryTimePeriod, maxLifeTimePeriod } = O;
  const { ownerPrincipal, renewerPrincipal } = O;
  command.forbid(O.create, [hmac, renewTimePeriod, expiryTimePeriod, ownerPrincipal]);
  command.forbid(O.renew, [renewerPrincipal, maxLifeTimePeriod, expiryTimePeriod, ownerPrincipal]);
  command.forbid(O.expire, [O.renew, maxLifeTimePeriod, renewTimePeriod, ownerPrincipal]);
  command.forbid(O.describe, [renewTimePeriod, maxLifeTimePeriod, hmac, expiryTimePeriod]);
}

/** What a broker says to all of these requests where nobody has logged in. */
function* refused(command: CommandLine, output: ToolOutput): ToolScript<void> {
  const [line, frames] = inFrames(main(55), () => actionOf(command));
  output.out(line);
  yield* within(frames, get(describeCluster()));
  const cause = new JavaException(
    'org.apache.kafka.common.errors.UnsupportedByAuthenticationException',
    'Delegation Token requests are not allowed on PLAINTEXT/1-way SSL channels and on delegation token authenticated channels.',
    { isTraceless: true },
  );
  const thrown = executionException(cause);
  thrown.passThrough(frames);
  throw thrown;
}

/** What it prints first, and where it waits. */
function actionOf(command: CommandLine): readonly [line: string, frames: Frames] {
  const at = (method: string, line: number, caller: number): Frames => [
    `${COMMAND}$.${method}(${SOURCE}:${line})`,
    ...main(caller),
  ];
  const hmac = command.valueOf(O.hmac);
  if (command.has(O.create)) {
    const renewers = principals(command, O.renewerPrincipal).join(', ');
    const period = command.valueOf(O.maxLifeTimePeriod);
    const text = `Calling create token operation with renewers :[${renewers}] , max-life-time-period :${period}\n`;
    return [text, at('createToken', 82, 57)];
  }
  if (command.has(O.renew)) {
    const period = command.valueOf(O.renewTimePeriod);
    const text = `Calling renew token operation with hmac :${hmac} , renew-time-period :${period}\n`;
    return [text, at('renewToken', 116, 59)];
  }
  if (command.has(O.expire)) {
    const period = command.valueOf(O.expiryTimePeriod);
    const text = `Calling expire token operation with hmac :${hmac} , expire-time-period : ${period}\n`;
    return [text, at('expireToken', 127, 61)];
  }
  const owners = principals(command, O.ownerPrincipal).join(', ');
  const text = command.has(O.ownerPrincipal)
    ? `Calling describe token operation for owners :[${owners}]\n`
    : 'Calling describe token operation for current user.\n';
  return [text, at('describeToken', 141, 63)];
}
