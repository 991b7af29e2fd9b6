/**
 * All commands, and the listing that an unknown word brings up.
 *
 * Mirrors: CommandFactory, ZooKeeperMain.commandMap and usage, 3.8.0.
 * Read next: commands/.
 */
import type { CliCommand } from './command.ts';
import { configCommand, reconfigCommand } from './commands/ensemble-commands.ts';
import {
  createCommand,
  deleteCommand,
  getCommand,
  setCommand,
  statCommand,
} from './commands/node-commands.ts';
import { delQuotaCommand, listQuotaCommand, setQuotaCommand } from './commands/quota-commands.ts';
import {
  addAuthCommand,
  closeCommand,
  getAclCommand,
  setAclCommand,
  versionCommand,
  whoAmICommand,
} from './commands/session-commands.ts';
import {
  deleteAllCommand,
  getAllChildrenNumberCommand,
  getEphemeralsCommand,
  lsCommand,
  syncCommand,
} from './commands/tree-commands.ts';
import { addWatchCommand, removeWatchesCommand } from './commands/watch-commands.ts';

const commands: readonly CliCommand[] = [
  closeCommand,
  createCommand,
  deleteCommand,
  deleteAllCommand,
  setCommand,
  getCommand,
  lsCommand,
  getAclCommand,
  setAclCommand,
  statCommand,
  syncCommand,
  setQuotaCommand,
  listQuotaCommand,
  delQuotaCommand,
  addAuthCommand,
  reconfigCommand,
  configCommand,
  removeWatchesCommand,
  getEphemeralsCommand,
  getAllChildrenNumberCommand,
  versionCommand,
  addWatchCommand,
  whoAmICommand,
];

/** Commands that need a session, by name. */
export const cliCommands: ReadonlyMap<string, CliCommand> = new Map(
  commands.map((command) => [command.name, command]),
);

const usages = new Map<string, string>([
  ['connect', 'host:port'],
  ['history', ''],
  ['redo', 'cmdno'],
  ['printwatches', 'on|off'],
  ['quit', ''],
  ...commands.map(({ name, usage }) => [name, usage] as const),
]);

/** Every word that is a command, sorted. */
export const commandNames: readonly string[] = [...usages.keys()].sort();

/** The help listing. */
export const usageListing: string = [
  'ZooKeeper -server host:port -client-configuration properties-file cmd args',
  ...commandNames.map((name) => `\t${name} ${usages.get(name) ?? ''}`),
  '',
].join('\n');
