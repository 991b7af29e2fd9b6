/**
 * The servers of a golden case: folders, zoo.cfg, myid, and how each is started.
 *
 * Read next: test/golden/README.md (the table of topologies).
 */
import type { ZooKeeperCase } from './golden-case.ts';

/** One server of a case. */
export interface CaseServer {
  readonly id: number;
  readonly clientPort: number;
  /** Its folder, `/data/server/zkN`. */
  readonly home: string;
  readonly folders: readonly string[];
  /** Absolute path to content. */
  readonly files: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  /** False when the case itself starts it first. */
  readonly isStartedAtBegin: boolean;
}

const serverCount = { standalone: 1, ensemble3: 3, observer4: 4 } as const;

export const topologies: readonly string[] = Object.keys(serverCount);

/** Where the installation lies. */
export const installation = '/usr/share/zookeeper';

/** The servers that a case runs on. */
export function serversOf(golden: ZooKeeperCase): CaseServer[] {
  const count = serverCount[golden.topology];
  return Array.from({ length: count }, (_unused, index) => serverOf(golden, index + 1));
}

function serverOf(golden: ZooKeeperCase, id: number): CaseServer {
  const home = `/data/server/zk${id}`;
  const isEnsemble = golden.topology !== 'standalone';
  const files: Record<string, string> = { [`${home}/zoo.cfg`]: zooCfg(golden, id) };
  if (isEnsemble) files[`${home}/data/myid`] = `${id}\n`;
  return {
    id,
    clientPort: clientPort(id),
    home,
    folders: [`${home}/data`, `${home}/logs`],
    files,
    argv: ['QuorumPeerMain', ...(golden.serverProps ?? []), `${home}/zoo.cfg`],
    isStartedAtBegin: isStartedAtBegin(golden, id),
  };
}

function clientPort(id: number): number {
  return 2081 + 100 * id;
}

/** The configuration file of one server, `cfgExtra` applied. */
export function zooCfg(golden: ZooKeeperCase, id: number): string {
  const lines = [
    'tickTime=2000',
    'initLimit=10',
    'syncLimit=5',
    `dataDir=/data/server/zk${id}/data`,
    `clientPort=${clientPort(id)}`,
    '4lw.commands.whitelist=*',
    'admin.enableServer=false',
  ];
  const count = serverCount[golden.topology];
  for (let other = 1; count > 1 && other <= count; other++) {
    const role = other === 4 ? ':observer' : '';
    lines.push(`server.${other}=127.0.0.1:${2788 + 100 * other}:${3788 + 100 * other}${role}`);
  }
  if (id === 4) lines.push('peerType=observer');
  for (const extra of golden.cfgExtra ?? []) {
    if (extra.startsWith('!')) removeKey(lines, extra.slice(1));
    else lines.push(extra);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function removeKey(lines: string[], key: string): void {
  const index = lines.findIndex((line) => line.startsWith(`${key}=`));
  if (index >= 0) lines.splice(index, 1);
}

/** Not when the case's first word about the server is that it is started, by harness or script. */
function isStartedAtBegin(golden: ZooKeeperCase, id: number): boolean {
  const first = golden.steps.find((step) => step.input?.startsWith(`server ${id} `) === true);
  if (first?.input === `server ${id} process started`) return false;
  const scripts = golden.steps.filter(
    (step) => step.actor === 'shell' && step.input?.startsWith('zkServer.sh') === true,
  );
  if (scripts.some((step) => step.input === 'zkServer.sh start')) return false;
  // Or its first word about it is that none runs.
  return !/^Error contacting|no zookeeper to stop/m.test(scripts[0]?.output ?? '');
}

/** Whether the recorder had set JAVA_HOME: a case says so when it had not. */
export function hasJavaHome({ note }: ZooKeeperCase): boolean {
  return note?.includes('JAVA_HOME unset') !== true;
}

/**
 * What earlier cases had left on the recorder's host outside the folders that each case begins with: the
 * pid file that a `restart` without its configuration writes into the root, told by a case that meets it.
 */
export function leftFiles({ steps }: ZooKeeperCase): Readonly<Record<string, string>> {
  for (const { input, stderr = '' } of steps) {
    if (input !== 'zkServer.sh restart') continue;
    const pid = /^mkdir: [^\n]*‘’[^\n]*\n[^\n]* kill: \((\d+)\) - No such process$/m.exec(
      stderr,
    )?.[1];
    return pid === undefined ? {} : { '/zookeeper_server.pid': pid };
  }
  return {};
}

/**
 * Whether the case was recorded with a pause between the second and the third server. Then the
 * first two elect the second, and the third finds a leader; else all three vote, and the third
 * wins. The recorder started them in a row, and either happened: the case itself shows which, as
 * a rule.
 */
export function isThirdLate(golden: ZooKeeperCase): boolean {
  for (const step of golden.steps) {
    const leader = /^server\.(\d): leader/m.exec(step.kind === 'modes' ? step.output : '');
    if (leader !== null) return leader[1] === '2';
    if (step.kind === 'harness') return true;
  }
  return true;
}

/** The servers of the row of starts, with no step between, that this server's first start is in. */
export function rowOfStarts({ steps }: ZooKeeperCase, id: number): readonly number[] {
  const started = steps.map(({ input }) => {
    const match = /^server (\d) process started$/.exec(input ?? '');
    return match === null ? 0 : Number(match[1]);
  });
  let from = started.indexOf(id);
  let to = from + 1;
  while (from > 0 && started[from - 1] !== 0) from--;
  while (to < started.length && started[to] !== 0) to++;
  return from < 0 ? [] : started.slice(from, to);
}
