/**
 * addauth, whoami, close, version, getAcl, setAcl: who the session is and what it may.
 *
 * Mirrors: AddAuthCommand, WhoAmICommand, CloseCommand, VersionCommand, GetAclCommand,
 * SetAclCommand, 3.8.0.
 */
import { FULL_VERSION } from '../../../../engine/zookeeper/index.ts';
import type { Calls } from '../calls.ts';
import { request, setAcl, submit, validatePath, visitSubTreeDfs } from '../calls.ts';
import { aclText, parseAcl } from '../acl-parser.ts';
import type { CliCommand } from '../command.ts';
import { demand, parseCommand, usageText } from '../command.ts';
import { CliException, KeeperException } from '../exceptions.ts';
import type { OptionsSpec } from '../options-parser.ts';
import { flag, valued } from '../options-parser.ts';
import { statText } from '../stat-printer.ts';
import { versionOf } from './node-commands.ts';

export const addAuthCommand: CliCommand = {
  name: 'addauth',
  usage: 'scheme auth',
  *run(context) {
    const line = parseCommand(context, { options: [] });
    demand(addAuthCommand, line, 2);
    yield { type: 'addAuth', scheme: line.args[1]!, auth: line.args[2] ?? null };
  },
};

export const whoAmICommand: CliCommand = {
  name: 'whoami',
  usage: '',
  *run(context) {
    // Upstream never looks at the error: without a connection only the heading appears.
    const { reply } = yield* submit({ type: 'WhoAmIRequest' });
    context.out('Auth scheme: User\n');
    for (const { authScheme, user } of reply?.clientInfo ?? []) {
      context.out(`${authScheme}: ${user}\n`);
    }
  },
};

export const closeCommand: CliCommand = {
  name: 'close',
  usage: '',
  *run() {
    yield { type: 'close' };
  },
};

export const versionCommand: CliCommand = {
  name: 'version',
  usage: '',
  *run(context) {
    const line = parseCommand(context, { options: [] });
    if (line.args.length > 1) throw new CliException(usageText(versionCommand));
    context.out(`ZooKeeper CLI version: ${FULL_VERSION}\n`);
  },
};

const getAclOptions: OptionsSpec = { options: [flag('s', 'stats')] };

export const getAclCommand: CliCommand = {
  name: 'getAcl',
  usage: '[-s] path',
  *run(context) {
    const line = parseCommand(context, getAclOptions);
    demand(getAclCommand, line, 2);
    const path = line.args[1]!;
    validatePath(path);
    const reply = yield* request({ type: 'GetACLRequest', path }, path);
    for (const acl of reply?.acl ?? []) context.out(aclText(acl));
    if (line.has('s')) context.out(statText(reply!.stat!));
  },
};

const setAclOptions: OptionsSpec = {
  options: [flag('s', 'stats'), valued('v', 'version'), flag('R', 'recursive')],
};

export const setAclCommand: CliCommand = {
  name: 'setAcl',
  usage: '[-s] [-v version] [-R] path acl',
  *run(context) {
    const line = parseCommand(context, setAclOptions);
    demand(setAclCommand, line, 3);
    const path = line.args[1]!;
    const acl = parseAcl(line.args[2]!, (text) => context.err(`${text}\n`));
    const version = versionOf(line);
    if (line.has('R')) {
      return yield* visitSubTreeDfs(path, false, function* (each): Calls<void> {
        try {
          yield* setAcl(each, acl, version);
        } catch (error) {
          if (!(error instanceof KeeperException)) throw error;
          context.out(error.message);
        }
      });
    }
    const stat = yield* setAcl(path, acl, version);
    if (line.has('s')) context.out(statText(stat));
  },
};
