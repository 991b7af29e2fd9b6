/** What a host has of several systems does not hang on which of them was loaded first. */
import { expect, test } from 'vitest';
import type { Installation } from '../../../src/shell/program/installations.ts';
import { foldersOn, install } from '../../../src/shell/program/installations.ts';
import { TestTerminal } from './terminal.ts';

const late: Installation = {
  title: 'Late',
  folder: '/opt/late/bin',
  programs: {},
  tools: [],
  mainClasses: {},
  readers: [],
  messageOf: () => null,
};

test('the PATH of a login has the folders that are there, by name', () => {
  install(late);
  const files = { '/opt/zookeeper/bin/zkCli.sh': '', '/opt/late/bin/late.sh': '' };
  const terminal = new TestTerminal([{ name: 'zk1', ip: '10.0.0.11', files }]);
  const folders = ['/opt/late/bin', '/opt/zookeeper/bin'];
  expect(foldersOn(terminal.kernel.world.hosts.get('zk1')!.disk)).toEqual(folders);
  expect(terminal.run('echo $PATH')).toMatch(/^\/opt\/late\/bin:\/opt\/zookeeper\/bin:\/usr/);
});
