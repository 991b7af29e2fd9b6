/**
 * Where a script of the installation finds its configuration and its folders.
 *
 * Mirrors: zkEnv.sh, 3.8.0.
 * Departs: of `zookeeper-env.sh` and `java.env` only plain assignments are read.
 * Read next: zk-server.ts.
 */
import type { ProcessInfo } from '../../../engine/index.ts';
import { resolvePath } from '../../program/paths.ts';
import type { ScriptOutput } from '../../program/script.ts';
import { NO_JAVA } from './java-home.ts';
import type { AdminScript } from './script-calls.ts';
import { javaOf, kindOf, readText } from './script-calls.ts';

/** The variables that the scripts use, after zkEnv.sh. */
export interface ZkEnvironment {
  /** How the script was called, as `$0`. */
  readonly script: string;
  readonly binFolder: string;
  readonly configFolder: string;
  /** `$ZOOCFGDIR/zoo.cfg`. */
  readonly config: string;
  readonly logFolder: string;
  /** How Java is called. */
  readonly java: string;
  /** Arguments without `--config DIR`. */
  readonly words: readonly string[];
  /** Environment variables with what the configuration's own scripts set. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Reads the environment of a script; null: there is no Java, and it has said so. */
export function* zkEnvironment(
  process: ProcessInfo,
  output: ScriptOutput,
): AdminScript<ZkEnvironment | null> {
  const script = yield* scriptPath(process);
  const binFolder = script.slice(0, script.lastIndexOf('/'));
  let words = process.argv.slice(1);
  let variables: Record<string, string> = { ...process.environment };
  let configFolder = variables['ZOOCFGDIR'] ?? '';
  if (words.length > 1 && words[0] === '--config') {
    configFolder = words[1]!;
    words = words.slice(2);
  }
  if (configFolder === '') {
    const hasConf = (yield* kindOf(`${binFolder}/../conf`)) !== null;
    configFolder = `${binFolder}/../${hasConf ? 'conf' : 'etc/zookeeper'}`;
  }
  for (const name of ['zookeeper-env.sh', 'java.env']) {
    variables = assigned(variables, (yield* readText(`${configFolder}/${name}`)) ?? '');
  }
  const java = yield* javaOf(variables);
  if (java === null) {
    output.err(NO_JAVA);
    return null;
  }
  output.out(java.printed);
  return {
    script,
    binFolder,
    configFolder,
    config: `${configFolder}/${valueOr(variables['ZOOCFG'], 'zoo.cfg')}`,
    logFolder: valueOr(variables['ZOO_LOG_DIR'], `${binFolder}/../logs`),
    java: java.command,
    words,
    variables,
  };
}

/** `$0` of a script that was found in the PATH is its whole path. */
function* scriptPath(process: ProcessInfo): AdminScript<string> {
  const name = process.argv[0]!;
  if (name.includes('/')) return resolvePath(process.cwd, name);
  for (const folder of (process.environment['PATH'] ?? '').split(':')) {
    const path = `${folder}/${name}`;
    if ((yield* kindOf(path)) === 'file') return path;
  }
  return `/opt/zookeeper/bin/${name}`;
}

/** Lines such as `export JVMFLAGS="-Dx=y"`. */
function assigned(before: Record<string, string>, text: string): Record<string, string> {
  const after = { ...before };
  for (const line of text.split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line);
    if (match === null) continue;
    const [, name, raw] = match as unknown as [string, string, string];
    const bare = /^"(.*)"\s*$|^'(.*)'\s*$/.exec(raw.trim());
    const value = bare?.[1] ?? bare?.[2] ?? raw.trim();
    after[name] = value.replace(/\$\{?(\w+)\}?/g, (_, variable: string) => after[variable] ?? '');
  }
  return after;
}

function valueOr(value: string | undefined, otherwise: string): string {
  return value === undefined || value === '' ? otherwise : value;
}

/** What `grep KEY FILE | sed -e 's/.*=//'` gives; null: the file is missing. */
export function* grepValue(file: string, key: RegExp): AdminScript<string | null> {
  const text = yield* readText(file);
  if (text === null) return null;
  const lines = text.split('\n').filter((line) => key.test(line));
  return lines.map((line) => line.replace(/.*=/, '')).join('\n');
}
