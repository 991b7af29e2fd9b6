/**
 * addWatch, removewatches.
 *
 * Mirrors: AddWatchCommand, RemoveWatchesCommand, 3.8.0.
 */
import type { WatcherType } from '../../../../engine/zookeeper/index.ts';
import { invalidPathReason } from '../../../../engine/zookeeper/index.ts';
import { request, validatePath } from '../calls.ts';
import type { CliCommand } from '../command.ts';
import { demand, parseCommand, usageText } from '../command.ts';
import { CliException, Crash } from '../exceptions.ts';
import type { OptionsSpec } from '../options-parser.ts';
import { flag, valued } from '../options-parser.ts';

export const addWatchCommand: CliCommand = {
  name: 'addWatch',
  usage:
    '[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is ' +
    'PERSISTENT_RECURSIVE',
  *run(context) {
    const line = parseCommand(context, { options: [valued('m', '')] });
    if (line.args.length !== 2) throw new CliException(usageText(addWatchCommand));
    const mode = line.value('m')?.toUpperCase() ?? null;
    if (mode !== null) {
      if (mode !== 'PERSISTENT' && mode !== 'PERSISTENT_RECURSIVE') {
        throw new CliException(usageText(addWatchCommand));
      }
      context.addWatchMode = mode;
    }
    const path = line.args[1]!;
    // The only command that does not catch a bad path: the Java program ends.
    const reason = invalidPathReason(path);
    if (reason !== null) throw new Crash('java.lang.IllegalArgumentException', reason);
    yield* request({ type: 'AddWatchRequest', path, mode: context.addWatchMode }, path);
  },
};

const removeWatchesOptions: OptionsSpec = {
  options: [
    flag('c', 'child watcher type'),
    flag('d', 'data watcher type'),
    flag('a', 'any watcher type'),
    flag('l', 'remove locally when there is no server connection'),
  ],
};

export const removeWatchesCommand: CliCommand = {
  name: 'removewatches',
  usage: 'path [-c|-d|-a] [-l]',
  *run(context) {
    const line = parseCommand(context, removeWatchesOptions);
    demand(removeWatchesCommand, line, 2);
    let watcherType: WatcherType = 'Any';
    if (line.has('c')) watcherType = 'Children';
    else if (line.has('d')) watcherType = 'Data';
    const path = line.args[1]!;
    validatePath(path);
    const body = { type: 'RemoveWatchesRequest', path, watcherType } as const;
    yield* request(body, path, { isLocal: line.has('l') });
  },
};
