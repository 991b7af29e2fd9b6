/**
 * Whom a server on the same host sees: the loopback address only where that was dialled. A host's own
 * name leads to its own address, and a connection leaves from the address that it goes to.
 */
import { describe, expect, it } from 'vitest';
import { Kernel, kernelOptions } from '../../../src/engine/index.ts';
import { programsOf } from '../../../src/shell/index.ts';
import { TestTerminal } from './terminal.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';

/** A terminal on a host of an ensemble of one server. */
function terminalOn(host: string): TestTerminal {
  const options = kernelOptions(zookeeperScenario({ servers: 1 }), programsOf(['zookeeper']), []);
  const terminal = new TestTerminal([], host, new Kernel({ ...options, isStrict: true }));
  terminal.wait(2000);
  return terminal;
}

const FROM = /\/([\d.]+):\d+\[/;

describe('the address of a client on the same host', () => {
  it.each([
    ['zk1', 'zk1', '10.0.0.11'],
    ['zk1', '10.0.0.11', '10.0.0.11'],
    ['zk1', 'localhost', '127.0.0.1'],
    ['zk1', '127.0.0.1', '127.0.0.1'],
    ['client1', 'zk1', '10.0.0.101'],
  ])('typed on %s: nc %s comes from the one that was dialled', (host, dialled, address) => {
    const terminal = terminalOn(host);
    const answer = terminal.run(`echo stat | nc ${dialled} 2181`, 1000);
    expect(FROM.exec(answer)?.[1]).toBe(address);
  });

  it.each([
    ['zk1', 'zk1', '10.0.0.11'],
    ['zk1', 'localhost', '127.0.0.1'],
    ['client1', 'zk1', '10.0.0.101'],
  ])(
    'zkCli.sh on %s -server %s names its own end so, and netstat too',
    (host, dialled, address) => {
      const terminal = terminalOn(host);
      terminal.run(
        `export ZK_LOG=console; sleep 99 | zkCli.sh -server ${dialled}:2181 > /tmp/log 2>&1 &`,
        2000,
      );
      const line = terminal.run('grep -o "initiating session, client: [^,]*" /tmp/log', 1000);
      expect(line).toContain(`client: /${address}:`);
      expect(terminal.run('netstat -nt | grep ESTABLISHED', 1000)).toContain(` ${address}:`);
    },
  );
});
