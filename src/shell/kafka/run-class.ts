/**
 * kafka-run-class.sh: any main class of the release.
 *
 * Mirrors: bin/kafka-run-class.sh, 2.8.0; the launcher of Java 17.
 * Departs: of the JVM's own options those that begin with -D or -X are passed over.
 * Read next: tool-table.ts, server/launch-server.ts.
 */
import type { Behavior } from '../../engine/index.ts';
import { readRunClass, SERVERS, launchServer } from './server/launch-server.ts';
import { CLASSES } from './tool-table.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from './tool/tool.ts';
import { toolProgram } from './tool/tool-program.ts';

const SCRIPT = 'kafka-run-class.sh';

export const runClass = toolProgram((words) => toolOf(words), SCRIPT) as Behavior;

function toolOf(words: readonly string[]): Tool<unknown> {
  const run = readRunClass(words);
  const [mainClass = '', ...rest] = run.words.filter(
    (word, at) => !isJvmOption(run.words, at, word),
  );
  if (SERVERS[mainClass] !== undefined) {
    const main = (input: ToolInput): ToolScript<ToolEnd> =>
      launchServer(input, { ...run, words: [mainClass, ...rest] });
    return { name: SCRIPT, mainClass, onSignal: 'forward', main };
  }
  const tool = CLASSES.find((each) => each.mainClass === mainClass);
  if (tool === undefined) return { name: SCRIPT, mainClass, main: noTool };
  return { ...tool, main: (input, output) => tool.main({ ...input, words: rest }, output) };
}

function isJvmOption(words: readonly string[], at: number, word: string): boolean {
  const isFirst = words.slice(0, at).every((before) => /^-[DX]/.test(before));
  return isFirst && /^-[DX]/.test(word);
}

/** What the script says without a class, and Java of a class that is not there. */
function* noTool(
  { words, installation }: Pick<ToolInput, 'words' | 'installation'>,
  output: ToolOutput,
): ToolScript<ToolEnd> {
  if (words.length === 0) {
    output.out(
      `USAGE: ${installation.script} [-daemon] [-name servicename] [-loggc] classname [opts]\n`,
    );
    return { exit: 1 };
  }
  const [mainClass = ''] = readRunClass(words).words;
  const name = mainClass.replaceAll('.', '/');
  output.err(
    `Error: Could not find or load main class ${mainClass}\n` +
      `Caused by: java.lang.ClassNotFoundException: ${name.replaceAll('/', '.')}\n`,
  );
  return { exit: 1 };
}
