/**
 * Runs a tool's script with answers that are given as data, without a world around it.
 */
import type { ToolCall, ToolResult } from '../../../../src/shell/kafka/tool/calls.ts';
import { logText } from '../../../../src/shell/kafka/tool/log4j.ts';
import type { Tool, ToolInput, ToolOutput } from '../../../../src/shell/kafka/tool/tool.ts';
import { ToolExit } from '../../../../src/shell/kafka/tool/tool.ts';
import { JavaException } from '../../../../src/shell/kafka/java/exception.ts';

/** What a call gets; undefined: the test did not expect it. */
export type Answer = (call: ToolCall) => ToolResult | undefined;

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number;
  readonly calls: readonly ToolCall[];
}

const DONE: ToolResult = { type: 'done' };
const ROUNDS_MAX = 1000;

/** As a shell would see it: standard output, standard error, exit status. */
export function runTool<M>(
  tool: Tool<M>,
  line: string | readonly string[],
  answer: Answer = () => undefined,
  options: Partial<ToolInput<M>> = {},
): Ran {
  const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  let out = '';
  let err = '';
  const calls: ToolCall[] = [];
  const output: ToolOutput = {
    out: (text) => (out += text),
    err: (text) => (err += text),
    log: (level, text, logger, throwable) => {
      if (level === 'WARN' || level === 'ERROR') {
        err += logText(0, level, text, logger, throwable).replace(
          '1970-01-01 00:00:00,000',
          'TIME',
        );
      }
    },
  };
  const input: ToolInput<M> = {
    words,
    cwd: '/root',
    environment: {},
    hostName: 'kafka1',
    seed: 1,
    hasConsole: false,
    installation: {
      folder: '/data/server/kafka',
      script: `/data/server/kafka/bin/${tool.name}`,
      release: '2.8.0',
    },
    memory: null,
    ...options,
  };
  const code = run();
  return { out, err, code, calls };

  function run(): number {
    let { memory } = input;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      try {
        const end = drive(tool.main({ ...input, memory }, output));
        if ('exit' in end) return end.exit;
        memory = end.goOn;
      } catch (error) {
        if (error instanceof ToolExit) return error.code;
        if (!(error instanceof JavaException)) throw error;
        err += `Exception in thread "main" ${error.stackTrace}`;
        return 1;
      }
    }
    throw new Error('the tool does not end');
  }

  function drive<V>(script: Generator<ToolCall, V, ToolResult>): V {
    let step = script.next();
    while (step.done !== true) {
      calls.push(step.value);
      step = script.next(answer(step.value) ?? usual(step.value));
    }
    return step.value;
  }
}

/** Opening and closing succeed. */
function usual(call: ToolCall): ToolResult {
  if (call.type === 'consumer.close') return { type: 'value', value: null };
  if (/\.(open|close|subscribe|subscribePattern|assign|seek|seekTo|send)$/.test(call.type))
    return DONE;
  if (call.type === 'file') return { type: 'file', content: null, kind: 'nothing' };
  if (call.type === 'now') return { type: 'number', value: 0 };
  throw new Error(`unexpected: ${JSON.stringify(call)}`);
}
