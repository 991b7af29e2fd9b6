/**
 * config, reconfig.
 *
 * Mirrors: GetConfigCommand, ReconfigCommand, ConfigUtils.getClientConfigStr, 3.8.0.
 */
import {
  ConfigError,
  configOfFile,
  inHashOrder,
  javaLong,
} from '../../../../engine/zookeeper/index.ts';
import { request } from '../calls.ts';
import type { Calls } from '../calls.ts';
import type { CliCommand } from '../command.ts';
import { parseCommand, usageText } from '../command.ts';
import { CliException } from '../exceptions.ts';
import type { CommandLine, OptionsSpec } from '../options-parser.ts';
import { flag, valued } from '../options-parser.ts';
import { statText } from '../stat-printer.ts';

const CONFIG_NODE = '/zookeeper/config';

const configOptions: OptionsSpec = {
  options: [flag('s', 'stats'), flag('w', 'watch'), flag('c', 'client connection string')],
};

export const configCommand: CliCommand = {
  name: 'config',
  usage: '[-c] [-w] [-s]',
  *run(context) {
    const line = parseCommand(context, configOptions);
    const body = { type: 'GetDataRequest', path: CONFIG_NODE, watch: line.has('w') } as const;
    const reply = yield* request(body, CONFIG_NODE, { isServerPath: true });
    const text = reply?.data ?? 'null';
    context.out(`${line.has('c') ? clientConfigText(text) : text}\n`);
    if (line.has('s')) context.out(statText(reply!.stat!));
  },
};

/** Version and the servers' client addresses. */
export function clientConfigText(config: string): string {
  let version = '';
  const servers = new Map<string, string>();
  for (const line of config.split('\n')) {
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    const key = line.slice(0, equals).trim();
    const value = line.slice(equals + 1).trim();
    if (key === 'version') version = value;
    if (key.startsWith('server.')) servers.set(key, value);
  }
  const addresses = inHashOrder(servers.keys()).map((key) => clientAddress(servers.get(key)!));
  return `${version} ${addresses.join(',')}`;
}

function clientAddress(server: string): string {
  const client = server.split('|')[0]!.split(';')[1];
  if (client === undefined) return '';
  return client.includes(':') ? client : `0.0.0.0:${client}`;
}

const reconfigOptions: OptionsSpec = {
  options: [
    flag('s', 'stats'),
    valued('v', 'required current config version'),
    valued('file', 'path of config file to parse for membership'),
    valued('members', 'comma-separated list of config strings for non-incremental reconfig'),
    valued('add', 'comma-separated list of config strings for new servers'),
    valued('remove', 'comma-separated list of server IDs to remove'),
  ],
};

export const reconfigCommand: CliCommand = {
  name: 'reconfig',
  usage:
    '[-s] [-v version] [[-file path] | [-members serverID=host:port1:port2;port3[,...]*]] | ' +
    '[-add serverId=host:port1:port2;port3[,...]]* [-remove serverId[,...]*]',
  *run(context) {
    const line = parseCommand(context, reconfigOptions);
    checkModes(line);
    const curConfigId = configVersion(line);
    checkConflicts(line);
    const file = line.value('file');
    const newMembers = file === null ? lower(line.value('members')) : yield* membersOfFile(file);
    const reply = yield* request(
      {
        type: 'ReconfigRequest',
        joiningServers: lower(line.value('add')),
        leavingServers: lower(line.value('remove')),
        newMembers,
        curConfigId,
      },
      '',
    );
    context.out(`Committed new configuration:\n${reply?.data ?? ''}\n`);
    if (line.has('s')) context.out(statText(reply!.stat!));
  },
};

function lower(text: string | null): string | null {
  return text === null ? null : text.toLowerCase();
}

function checkModes(line: CommandLine): void {
  const isGiven = ['file', 'members', 'add', 'remove'].some((name) => line.has(name));
  if (!isGiven) throw new CliException(usageText(reconfigCommand));
}

function configVersion(line: CommandLine): bigint {
  const text = line.value('v');
  if (text === null) return -1n;
  const version = javaLong(text, 16);
  if (version === null) {
    throw new CliException('-v must be followed by a long (configuration version)');
  }
  return version;
}

function checkConflicts(line: CommandLine): void {
  const isWhole = line.has('file') || line.has('members');
  if (isWhole && (line.has('add') || line.has('remove'))) {
    throw new CliException(
      "Can't use -file or -members together with -add or -remove (mixing incremental and " +
        'non-incremental modes is not allowed)',
    );
  }
  if (line.has('file') && line.has('members')) {
    throw new CliException(
      "Can't use -file and -members together (conflicting non-incremental modes)",
    );
  }
}

function* membersOfFile(path: string): Calls<string> {
  const result = yield { type: 'readFile', path };
  const text = result.type === 'text' ? result.text : null;
  if (text === null) {
    throw new CliException(`Error processing ${path}${path} (No such file or directory)`);
  }
  try {
    return configOfFile(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CliException(`Error processing ${path}${error.message}`);
  }
}
