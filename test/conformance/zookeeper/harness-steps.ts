/**
 * The acts of `harness` and `modes` steps: what the recorder did to processes and files, and how it
 * asked for every server's role.
 */
import { corruptCreate } from './corrupt-record.ts';
import type { ZooKeeperWorld } from './servers.ts';
import { host, launchBeside, serverPid, startedTogether, startServer } from './servers.ts';
import { serversOf } from './topology.ts';

type Signal = 'TERM' | 'KILL' | 'STOP' | 'CONT';

const signals = '(?:stopped|killed|frozen|continued|terminated) with SIG(TERM|KILL|STOP|CONT)\\b';

type Act = (world: ZooKeeperWorld, ...words: string[]) => void;

const acts: readonly (readonly [RegExp, Act])[] = [
  [/^server (\d+) process started$/, startServers],
  [new RegExp(`^server (\\d+) ${signals}`), signalServer],
  [new RegExp(`^client (\\w+) ${signals}`), signalClient],
  [/^server (\d+) version-2 directory removed$/, removeData],
  [/^flip one data byte of the create (\/\S+) record in (log\.[0-9a-f]+)$/, corruptCreate],
];

/** Does what a sentence says; a sentence that nobody knows is an error, never passed over. */
export function doHarnessStep(world: ZooKeeperWorld, sentence: string): void {
  for (const [pattern, act] of acts) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    act(world, ...match.slice(1));
    return;
  }
  throw new Error(`the runner does not know how to do this: ${sentence}`);
}

/** Servers that the recorder started at once come in any order, a fraction of a second apart. */
function startServers(world: ZooKeeperWorld, id: string): void {
  const together = startedTogether(world, Number(id));
  if (together[0]?.id !== Number(id) && together.length > 0) return;
  if (together.length === 0) return startServer(world, Number(id));
  let passedMs = 0;
  for (const { id: each, afterMs } of [...together].sort((a, b) => a.afterMs - b.afterMs)) {
    world.pass(afterMs - passedMs);
    passedMs = afterMs;
    startServer(world, each);
  }
}

function signalServer(world: ZooKeeperWorld, id: string, name: string): void {
  const signal = name as Signal;
  const pid = serverPid(world, Number(id));
  if (pid === undefined) return;
  world.act({ type: 'operator.signal', key: String(pid), signal });
  // The recorder waited for a stopped process to be gone.
  if (signal === 'TERM' || signal === 'KILL') world.pass(100);
}

function signalClient(world: ZooKeeperWorld, name: string, signal: string): void {
  if (signal === 'CONT') world.pass(world.frozenMs);
  const key = String(world.programPid(`client:${name}`));
  world.act({ type: 'operator.signal', key, signal: signal as Signal });
}

function removeData(world: ZooKeeperWorld, id: string): void {
  const path = `/data/server/zk${id}/data/version-2`;
  world.act({ type: 'operator.removePath', host, path });
}

/** One line for every server: its role and last zxid, or why it has none. */
export function modesOf(world: ZooKeeperWorld): string {
  const questions = serversOf(world.golden).map(({ id, clientPort }) => {
    const command = `echo srvr | nc localhost ${clientPort}`;
    const launch = launchBeside(world.golden, id, ['bash', '-c', command]);
    return { id, running: world.startCommand(launch) };
  });
  const isAnswered = ({ running }: (typeof questions)[number]): boolean =>
    running(world).exitCode !== null;
  for (let passedMs = 0; passedMs < 3_000 && !questions.every(isAnswered); passedMs += 20) {
    world.pass(20);
  }
  return questions
    .map(({ id, running }) => `server.${id}: ${modeIn(running(world).output)}\n`)
    .join('');
}

function modeIn(answer: string): string {
  if (answer === '') return 'down';
  const mode = /^Mode: (.*)$/m.exec(answer)?.[1];
  const zxid = /^Zxid: (.*)$/m.exec(answer)?.[1];
  return mode === undefined ? answer.trimEnd() : `${mode} zxid=${zxid}`;
}
