/** What zkServer.sh prints and does; the server is a stand-in. Texts: golden cases zkserver-script-*. */
import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../../../src/engine/index.ts';
import { Kernel, listItems, readText } from '../../../../src/engine/index.ts';
import { zookeeperInstallation } from '../../../../src/shell/zookeeper/installation.ts';

const JAVA_HOME = '/usr/lib/jvm/java-17-openjdk-amd64';
const CONFIG = '/opt/zookeeper/conf/zoo.cfg';

/** Listens on the client port and answers every word; ends at once when its configuration is missing. */
const server: Behavior<null> = {
  name: 'QuorumPeerMain',
  start(process, env) {
    const path = process.argv.at(-1)!;
    if (readText(env.host.disk, path) === undefined) return [null, [{ type: 'exit', code: 2 }]];
    return [null, [{ type: 'listen', port: 2181 }]];
  },
  step(state, event) {
    if (event.type !== 'message') return [state, []];
    const message = {
      type: 'FourLetterAnswer',
      text: 'Zxid: 0x0\nMode: standalone\nNode count: 5\n',
    };
    const { connection } = event;
    return [
      state,
      [
        { type: 'send', connection, message },
        { type: 'close', connection },
      ],
    ];
  },
};

/** Runs one command after the other and gives what each printed, with its exit status. */
class Scripts {
  readonly kernel: Kernel;
  constructor(config = 'clientPort=2181\ndataDir=/var/lib/zookeeper\n') {
    this.kernel = new Kernel({
      seed: 1,
      programs: { ...zookeeperInstallation.programs, QuorumPeerMain: server as Behavior },
      isStrict: true,
      hosts: [
        {
          name: 'zk1',
          ip: '10.0.0.11',
          files: { [CONFIG]: config, '/opt/zookeeper/bin/zkServer.sh': '' },
          folders: ['/root', '/opt/zookeeper/logs'],
        },
      ],
    });
  }

  run(command: string, environment: Record<string, string> = {}): string {
    const { kernel } = this;
    const program = {
      program: 'zkServer.sh',
      argv: ['zkServer.sh', ...command.split(' ').filter((word) => word !== '')],
      environment: { PATH: '/opt/zookeeper/bin:/usr/bin', JAVA_HOME, ...environment },
      cwd: '/root',
    };
    kernel.act({ type: 'operator.openTerminal', host: 'zk1', program });
    const id = Math.max(...kernel.world.terminals.keys());
    for (let i = 0; i < 10_000 && kernel.step(kernel.world.nowMs + 20_000) !== undefined; i++);
    const { output } = kernel.world.terminals.get(id)!;
    return [...listItems(output)].map(({ text }) => text).join('');
  }

  server(): { pid: number; status: string } | undefined {
    for (const process of this.kernel.world.processes.values()) {
      if (process.program === 'QuorumPeerMain' && process.status !== 'exited') {
        return { pid: process.info.pid, status: process.status };
      }
    }
    return undefined;
  }
}

const BANNER = `ZooKeeper JMX enabled by default\nUsing config: /opt/zookeeper/bin/../conf/zoo.cfg\n`;
const PORT = 'Client port found: 2181. Client address: localhost. Client SSL: false.\n';

describe('zkServer.sh', () => {
  test('start, status, start again, stop, status, stop (zkserver-script-standalone)', () => {
    const scripts = new Scripts();
    const down = `${BANNER}${PORT}Error contacting service. It is probably not running.\n`;
    expect(scripts.run('status')).toBe(down);
    expect(scripts.run('start')).toBe(`${BANNER}Starting zookeeper ... STARTED\n`);
    expect(scripts.run('status')).toBe(`${BANNER}${PORT}Mode: standalone\n`);
    const { pid } = scripts.server()!;
    const running = `already running as process ${pid}.\n`;
    expect(scripts.run('start')).toBe(`${BANNER}Starting zookeeper ... ${running}`);
    const { disk } = scripts.kernel.world.hosts.get('zk1')!;
    expect(readText(disk, '/var/lib/zookeeper/zookeeper_server.pid')).toBe(String(pid));
    expect(scripts.run('stop')).toBe(`${BANNER}Stopping zookeeper ... STOPPED\n`);
    expect(scripts.server()).toBe(undefined);
    expect(scripts.run('status')).toBe(down);
    expect(scripts.run('stop')).toBe(
      `${BANNER}Stopping zookeeper ... no zookeeper to stop ` +
        '(could not find file /var/lib/zookeeper/zookeeper_server.pid)\n',
    );
  });

  test('restart stops and starts through the same script', () => {
    const scripts = new Scripts();
    scripts.run('start');
    const before = scripts.server()!.pid;
    expect(scripts.run('restart')).toBe(
      `${BANNER}${BANNER}Stopping zookeeper ... STOPPED\n` +
        `${BANNER}Starting zookeeper ... STARTED\n`,
    );
    expect(scripts.server()!.pid).toBeGreaterThan(before);
  });

  test('a configuration that is not there: grep and mkdir complain, the server does not start', () => {
    const missing = 'grep: /nothere/zoo.cfg: No such file or directory\n';
    expect(new Scripts().run('--config /nothere start')).toBe(
      'ZooKeeper JMX enabled by default\nUsing config: /nothere/zoo.cfg\n' +
        `${missing}${missing}mkdir: cannot create directory ‘’: No such file or directory\n` +
        'Starting zookeeper ... FAILED TO START\n',
    );
  });

  test('no command and an unknown one: usage (zkserver-script-usage)', () => {
    const usage =
      `${BANNER}Usage: /opt/zookeeper/bin/zkServer.sh [--config <conf-dir>] ` +
      '{start|start-foreground|stop|version|restart|status|print-cmd}\n';
    expect(new Scripts().run('')).toBe(usage);
    expect(new Scripts().run('bogus')).toBe(usage);
  });

  test('the client port comes from the own server line when clientPort is missing', () => {
    const scripts = new Scripts('dataDir=/d\nserver.1=zk1:2888:3888;zk1:2181\n');
    scripts.kernel.act({
      type: 'operator.writeFile',
      host: 'zk1',
      path: '/d/myid',
      chunks: ['1\n'],
    });
    expect(scripts.run('status')).toContain(
      'Client port found: 2181. Client address: zk1. Client SSL: false.\n',
    );
  });

  test('without any port it gives up', () => {
    expect(new Scripts('dataDir=/d\n').run('status')).toBe(
      `${BANNER}myid could not be determined, will not able to locate clientPort in the server configs.\n` +
        'Client port not found. Looking for secureClientPort in the static config.\n' +
        'Unable to find either secure or unsecure client port in any configs. Terminating.\n',
    );
  });

  test('a server that the scenario started is stopped although it has no pid file', () => {
    const scripts = new Scripts();
    const start = { program: 'QuorumPeerMain', argv: ['QuorumPeerMain', CONFIG] };
    scripts.kernel.act({ type: 'operator.start', host: 'zk1', start });
    expect(scripts.run('stop')).toBe(`${BANNER}Stopping zookeeper ... STOPPED\n`);
    expect(scripts.server()).toBe(undefined);
  });

  test('JMX can be switched off, another file of the folder named', () => {
    const text = new Scripts().run('status other.cfg', { JMXDISABLE: 'true' });
    expect(text).toMatch(
      /^JMX disabled by user request\nUsing config: \/opt\/zookeeper\/bin\/\.\.\/conf\/other\.cfg\n/,
    );
  });
});
