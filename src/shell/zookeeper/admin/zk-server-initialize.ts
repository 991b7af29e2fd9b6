/**
 * zkServer-initialize.sh: makes a server's empty data folders, and its myid.
 *
 * Mirrors: bin/zkServer-initialize.sh, 3.8.0, text and exit status.
 * Departs: an option without its value ends the script; the real one would ask for it forever.
 * Read next: zk-env.ts, script-program.ts.
 */
import type { Effect } from '../../../engine/index.ts';
import { resolvePath } from '../../program/paths.ts';
import type { ScriptOutput } from '../../program/script.ts';
import type { AdminScript } from './script-calls.ts';
import { kindOf } from './script-calls.ts';
import type { AdminInput } from './script-program.ts';
import { scriptProgram } from './script-program.ts';
import { grepValue, zkEnvironment } from './zk-env.ts';

/** The program. */
export const zkServerInitialize = scriptProgram('zkServer-initialize.sh', main);

interface Asked {
  readonly config: string;
  readonly myid: string;
  readonly isForced: boolean;
}

function* main(input: AdminInput, output: ScriptOutput): AdminScript<number> {
  const env = yield* zkEnvironment(input.process, output);
  if (env === null) return 1;
  const asked = askedFor(env.words, env.config);
  if (!('isForced' in asked)) {
    if (asked.unknown !== null) output.out(`Unknown option: ${asked.unknown}\n`);
    output.out(usageText(env.script, asked.config));
    return 1;
  }
  return yield* initialize(input, output, asked);
}

/** What the words ask for; else why the usage is shown. */
function askedFor(
  words: readonly string[],
  standardConfig: string,
): Asked | { readonly unknown: string | null; readonly config: string } {
  let config = standardConfig;
  let myid = '';
  let isForced = false;
  for (let at = 0; at < words.length && words[at] !== ''; at++) {
    const word = words[at]!;
    const [, name, value] = /^(--configfile|--myid)=(.+)$/s.exec(word) ?? [];
    if (name === '--configfile') config = value!;
    else if (name === '--myid') myid = value!;
    else if (word === '--configfile') config = words[++at] ?? '';
    else if (word === '--myid') myid = words[++at] ?? '';
    else if (word === '--force') isForced = true;
    else return { unknown: word === '-h' || word === '--help' ? null : word, config };
  }
  return { config, myid, isForced };
}

function* initialize(
  { process }: AdminInput,
  output: ScriptOutput,
  { config, myid, isForced }: Asked,
): AdminScript<number> {
  const inCwd = (path: string): string => resolvePath(process.cwd, path);
  const dataDir = yield* grepValue(config, /^\s*dataDir/);
  if (dataDir === null) return fail(output, `Unable to find config file at ${config}`);
  const dataLogDir = (yield* grepValue(config, /^\s*dataLogDir/)) ?? '';
  if (dataDir === '') return fail(output, `Unable to determine dataDir from ${config}`);
  if (isForced) output.out('Force enabled, data/txnlog directories will be re-initialized\n');
  const folders = [['data', dataDir] as const, ['txnlog', dataLogDir] as const];
  for (const [name, folder] of isForced ? [] : folders) {
    if (folder === '' || (yield* kindOf(inCwd(`${folder}/version-2`))) !== 'folder') continue;
    const hint = '(or use --force to force re-initialization)';
    return fail(output, `ZooKeeper ${name} directory already exists at ${folder} ${hint}`);
  }
  for (const [, folder] of folders) {
    if (folder === '') continue;
    yield* removeIfThere(inCwd(`${folder}/myid`));
    yield* removeIfThere(inCwd(`${folder}/version-2`));
    yield* effect({ type: 'mkdir', path: inCwd(`${folder}/version-2`) });
  }
  const myidFile = `${dataDir}/myid`;
  if (myid !== '') {
    output.out(`Using myid of ${myid}\n`);
    yield* effect({ type: 'writeFile', path: inCwd(myidFile), chunks: [`${myid}\n`] });
  } else {
    output.out(`No myid provided, be sure to specify it in ${myidFile} if using non-standalone\n`);
  }
  yield* effect({ type: 'writeFile', path: inCwd(`${dataDir}/initialize`), chunks: [] });
  return 0;
}

function fail(output: ScriptOutput, text: string): number {
  output.out(`${text}\n`);
  return 1;
}

function* removeIfThere(path: string): AdminScript<void> {
  if ((yield* kindOf(path)) !== null) yield* effect({ type: 'remove', path });
}

function* effect(wanted: Effect): AdminScript<void> {
  yield { type: 'effect', effect: wanted };
}

function usageText(script: string, config: string): string {
  const option = (name: string, text: string): string => `     ${name.padEnd(52)}  ${text}\n`;
  return (
    `usage: ${script} <parameters>\n  Optional parameters:\n` +
    option('-h', 'Display this message') +
    option('--help', 'Display this message') +
    `     --configfile=${config.padEnd(40)} ZooKeeper config file\n` +
    option('--myid=#', 'Set the myid to be used, if any (1-255)') +
    option('--force', 'Force creation of the data/txnlog dirs')
  );
}
