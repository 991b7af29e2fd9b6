/**
 * The acts of `harness` and `modes` steps: what the recorder did to processes and files, and how it
 * asked for every server's role.
 */
import type { CaseWorld } from './case-world.ts';
import { corruptCreate } from './corrupt-record.ts';

type Signal = 'TERM' | 'KILL' | 'STOP' | 'CONT';

const signals = '(?:stopped|killed|frozen|continued|terminated) with SIG(TERM|KILL|STOP|CONT)\\b';

type Act = (world: CaseWorld, ...words: string[]) => void;

const acts: readonly (readonly [RegExp, Act])[] = [
  [/^server (\d+) process started$/, startServer],
  [new RegExp(`^server (\\d+) ${signals}`), signalServer],
  [new RegExp(`^client (\\w+) ${signals}`), signalClient],
  [/^server (\d+) version-2 directory removed$/, removeData],
  [/^flip one data byte of the create (\/\S+) record in (log\.[0-9a-f]+)$/, corruptCreate],
];

/** Does what a sentence says; a sentence that nobody knows is an error, never passed over. */
export function doHarnessStep(world: CaseWorld, sentence: string): void {
  for (const [pattern, act] of acts) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    act(world, ...match.slice(1));
    return;
  }
  throw new Error(`the runner does not know how to do this: ${sentence}`);
}

/** Servers that the recorder started at once come in any order, a fraction of a second apart. */
function startServer(world: CaseWorld, id: string): void {
  const together = world.startedTogether(Number(id));
  if (together[0]?.id !== Number(id) && together.length > 0) return;
  if (together.length === 0) return world.startServer(Number(id));
  let passedMs = 0;
  for (const { id: each, afterMs } of [...together].sort((a, b) => a.afterMs - b.afterMs)) {
    world.pass(afterMs - passedMs);
    passedMs = afterMs;
    world.startServer(each);
  }
}

function signalServer(world: CaseWorld, id: string, name: string): void {
  const signal = name as Signal;
  const pid = world.serverPid(Number(id));
  if (pid === undefined) return;
  world.act({ type: 'operator.signal', key: String(pid), signal });
  // The recorder waited for a stopped process to be gone.
  if (signal === 'TERM' || signal === 'KILL') world.pass(100);
}

function signalClient(world: CaseWorld, name: string, signal: string): void {
  if (signal === 'CONT') world.pass(world.frozenMs);
  const key = String(world.clientPid(`client:${name}`));
  world.act({ type: 'operator.signal', key, signal: signal as Signal });
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
