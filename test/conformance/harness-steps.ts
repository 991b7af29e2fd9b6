/**
 * The acts of `harness` and `modes` steps: what the recorder did to processes and files, and how it
 * asked for every server's role.
 */
import type { CaseWorld } from './case-world.ts';
import { corruptCreate } from './corrupt-record.ts';

type Signal = 'TERM' | 'KILL' | 'STOP' | 'CONT';

const frozenMs = 8_000;

const acts: readonly (readonly [RegExp, (world: CaseWorld, name: string) => void])[] = [
  [/^server (\d) process started$/, (world, id) => world.startServer(Number(id))],
  [/^server (\d) stopped with SIGTERM$/, (world, id) => signalServer(world, id, 'TERM')],
  [/^server (\d) killed with SIGKILL$/, (world, id) => signalServer(world, id, 'KILL')],
  [/^server (\d) frozen with SIGSTOP$/, (world, id) => signalServer(world, id, 'STOP')],
  [/^server (\d) continued with SIGCONT$/, (world, id) => signalServer(world, id, 'CONT')],
  [/^client (\w) killed with SIGKILL/, (world, name) => signalClient(world, name, 'KILL')],
  [/^client (\w) frozen with SIGSTOP$/, (world, name) => signalClient(world, name, 'STOP')],
  [/^client (\w) continued with SIGCONT$/, (world, name) => signalClient(world, name, 'CONT')],
  [/^server (\d) version-2 directory removed$/, removeData],
  [/^flip one data byte of the create (\/\w+) record in log\.1$/, corruptCreate],
];

/** Does what a sentence says; a sentence that nobody knows is an error, never passed over. */
export function doHarnessStep(world: CaseWorld, sentence: string): void {
  for (const [pattern, act] of acts) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    act(world, match[1]!);
    return;
  }
  throw new Error(`the runner does not know how to do this: ${sentence}`);
}

function signalServer(world: CaseWorld, id: string, signal: Signal): void {
  const pid = world.serverPid(Number(id));
  if (pid === undefined) return;
  world.act({ type: 'operator.signal', key: String(pid), signal });
  // The recorder waited for a stopped process to be gone.
  if (signal === 'TERM' || signal === 'KILL') world.pass(100);
}

function signalClient(world: CaseWorld, name: string, signal: Signal): void {
  // The recorder let a frozen client's session expire.
  if (signal === 'CONT') world.pass(frozenMs);
  world.act({ type: 'operator.signal', key: String(world.clientPid(`client:${name}`)), signal });
}

function removeData(world: CaseWorld, id: string): void {
  const path = `/data/server/zk${id}/data/version-2`;
  world.act({ type: 'operator.removePath', host: 'localhost', path });
}

/** One line for every server: its role and last zxid, or why it has none. */
export function modesOf(world: CaseWorld): string {
  const questions = world.servers.map(({ id, clientPort }) => ({
    id,
    name: world.startCommand(id, `echo srvr | nc localhost ${clientPort}`, '/root'),
  }));
  const isAnswered = ({ name }: { name: string }): boolean =>
    world.commandResult(name).exitCode !== null;
  for (let passedMs = 0; passedMs < 3_000 && !questions.every(isAnswered); passedMs += 20) {
    world.pass(20);
  }
  return questions
    .map(({ id, name }) => `server.${id}: ${modeIn(world.commandResult(name).output)}\n`)
    .join('');
}

function modeIn(answer: string): string {
  if (answer === '') return 'down';
  const mode = /^Mode: (.*)$/m.exec(answer)?.[1];
  const zxid = /^Zxid: (.*)$/m.exec(answer)?.[1];
  return mode === undefined ? answer.trimEnd() : `${mode} zxid=${zxid}`;
}
