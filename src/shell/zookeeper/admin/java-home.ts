/**
 * Which Java a script of the installation takes, and what it prints on the way: without a JAVA_HOME
 * that holds one, `type -p java` shows the path of the one it found.
 *
 * Mirrors: the end of zkEnv.sh, 3.8.0.
 * Departs: a process that no shell has started (it has no PATH) takes the host's Java.
 * Read next: zk-env.ts.
 */
import type { Behavior, DiskView, ProcessInfo } from '../../../engine/index.ts';
import { JAVA_HOME } from '../../../engine/index.ts';
import { findProgram } from '../../bash/launch.ts';

/** The installation, and the links that lead to it. */
const JAVA_HOMES = [
  JAVA_HOME,
  '/usr/lib/jvm/java-1.17.0-openjdk-amd64',
  '/usr/lib/jvm/default-java',
];

/** `command` starts Java; `printed` goes to standard output first. */
export interface FoundJava {
  readonly command: string;
  readonly printed: string;
}

/** What zkEnv.sh complains of when there is no Java. */
export const NO_JAVA = 'Error: JAVA_HOME is not set and java could not be found in PATH.\n';

type Variables = Readonly<Record<string, string>>;

/** Null: there is no Java. */
export function findJava(variables: Variables, cwd: string, disk: DiskView): FoundJava | null {
  const { JAVA_HOME: home = '', PATH: path } = variables;
  const places = { path: path ?? '', cwd };
  const inHome = `${home}/bin/java`;
  const isThere =
    JAVA_HOMES.includes(home.replace(/\/+$/, '')) ||
    (home !== '' && findProgram(places, disk, inHome).kind !== 'missing');
  if (isThere) return { command: inHome, printed: '' };
  if (path === undefined) return { command: `${JAVA_HOME}/bin/java`, printed: '' };
  const found = findProgram(places, disk, 'java');
  if (found.kind === 'missing') return null;
  return { command: 'java', printed: `${found.path}\n` };
}

/** A script that runs a Java program and has nothing to ask its host before. */
export function runsJava<S>(program: Behavior<S>): Behavior<S | null> {
  return {
    ...program,
    start(process: ProcessInfo, env) {
      const java = findJava(process.environment, process.cwd, env.host.disk);
      if (java === null) {
        return [
          null,
          [
            { type: 'output', fd: 2, text: NO_JAVA },
            { type: 'exit', code: 1 },
          ],
        ];
      }
      const [state, effects] = program.start(process, env);
      if (java.printed === '') return [state, effects];
      return [state, [{ type: 'output', fd: 1, text: java.printed }, ...effects]];
    },
    step(state, event, env) {
      return state === null ? [state, []] : program.step(state, event, env);
    },
  };
}
