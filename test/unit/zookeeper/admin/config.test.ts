/**
 * What the parser says to right and wrong configurations. The messages were recorded from
 * QuorumPeerConfig.parse of 3.8.0 (the innermost cause; of a missing class its wrapper).
 */
import { describe, expect, test } from 'vitest';
import {
  createDisk,
  makeFolder,
  writeWhole,
} from '../../../../src/engine/kernel/disk-operations.ts';
import type { Disk } from '../../../../src/engine/kernel/disk.ts';
import {
  booleanProperty,
  loadQuorumPeerConfig,
  numberProperty,
  parseQuorumPeerConfig,
} from '../../../../src/engine/zookeeper/admin/config.ts';
import { formatQuorumVerifier } from '../../../../src/engine/zookeeper/admin/quorum-verifier.ts';

/** Folders /one (myid 1), /abc (myid abc), /none. */
function diskOf(files: Readonly<Record<string, string>> = {}): Disk {
  let disk = createDisk(1e9);
  for (const folder of ['/one', '/abc', '/none']) disk = makeFolder(disk, folder, 0);
  const all = { '/one/myid': '1\n', '/abc/myid': 'abc\n', ...files };
  for (const [path, text] of Object.entries(all)) {
    const written = writeWhole(disk, path, [text], 0);
    if (typeof written === 'string') throw new Error(written);
    disk = written;
  }
  return disk;
}

function parse(text: string, files: Readonly<Record<string, string>> = {}) {
  return parseQuorumPeerConfig(text, { disk: diskOf(files), systemProperties: {} });
}

/** Lines are parted by `|`; a bar inside a line is written `¦`. */
const RECORDED: readonly (readonly [lines: string, said: string])[] = [
  ['tickTime=2000', 'dataDir is not set'],
  ['dataDir=/none|tickTime=abc', 'For input string: "abc"'],
  ['dataDir=/none|tickTime=0', 'tickTime is not set'],
  ['dataDir=/none|clientPort=99999', 'port out of range:99999'],
  [
    'dataDir=/none|clientPort=2181|minSessionTimeout=9000|maxSessionTimeout=8000',
    'minSessionTimeout must not be larger than maxSessionTimeout',
  ],
  [
    'dataDir=/none|clientPort=2181|electionAlg=2',
    'Invalid electionAlg value. Only 3 is supported.',
  ],
  ['dataDir=/none|clientPort=2181|peerType=leader', 'Unrecognised peertype: leader'],
  [
    'dataDir=/none|clientPort=2181|syncEnabled=yes',
    "Invalid option yes for syncEnabled. Choose 'true' or 'false.'",
  ],
  [
    'dataDir=/none|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888|server.2=b:2888:3888|server.3=c:2888:3888',
    'myid file is missing',
  ],
  [
    'dataDir=/abc|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888|server.2=b:2888:3888|server.3=c:2888:3888',
    'serverid abc is not a number',
  ],
  [
    'dataDir=/one|clientPort=2181|syncLimit=5|server.1=a:2888:3888|server.2=b:2888:3888|server.3=c:2888:3888',
    'initLimit is not set',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=5|server.1=a:2888:3888|server.2=b:2888:3888|server.3=c:2888:3888',
    'syncLimit is not set',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888|server.2=b:2888:3888|server.3=c:2888:3888',
    'a:2888 does not have the form server_config or server_config;client_config where server_config is the pipe separated list of host:port:port or host:port:port:type and client_config is port or host:port',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:2888|server.2=b:2888:3888|server.3=c:2888:3888',
    'Client and election port must be different! Please update the configuration file on server.1',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:x:3888|server.2=b:2888:3888|server.3=c:2888:3888',
    'Address unresolved: a:x',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.x=a:2888:3888|server.2=b:2888:3888|server.3=c:2888:3888',
    'For input string: "x"',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888:foo|server.2=b:2888:3888|server.3=c:2888:3888',
    'Unrecognised peertype: foo',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888|server.2=b:2888:3888:observer',
    'Observers w/o quorum is an invalid configuration',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.2=b:2888:3888:observer',
    'Observers w/o participants is an invalid configuration',
  ],
  ['dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888', 'ok standalone'],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|standaloneEnabled=false|server.1=a:2888:3888',
    'ok distributed',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|standaloneEnabled=false',
    'standaloneEnabled = false then number of participants should be >0',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888;2182|server.2=b:2888:3888|server.3=c:2888:3888',
    'client address for this server (id = 1) in static config file is 0.0.0.0/0.0.0.0:2181 is different from client address found in dynamic file: /0.0.0.0:2182',
  ],
  [
    'dataDir=/one|initLimit=10|syncLimit=5|server.1=a:2888:3888;2182|server.2=b:2888:3888|server.3=c:2888:3888',
    'ok distributed',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|group.1=1:2|weight.1=1|server.1=a:2888:3888|server.2=b:2888:3888|server.3=c:2888:3888',
    'Server 3is not in a group',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|group.1=1:2:3|group.2=3|server.1=a:2888:3888|server.2=b:2888:3888|server.3=c:2888:3888',
    'Server 3is in multiple groups',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888¦b:2889:3889|server.2=b:2888:3888|server.3=c:2888:3888',
    'Multiple address feature is disabled, but multiple addresses were specified for sid 1',
  ],
  [
    'dataDir=/none|clientPortAddress=127.0.0.1',
    'clientPortAddress is set but clientPort is not set',
  ],
  [
    'dataDir=/none|clientPort=2181|clientPortAddress=127.0.0.1|metricsProvider.className=no.such.Provider',
    'metrics provider class was not found',
  ],
  [
    'dataDir=/none|clientPort=2181|quorum.auth.serverRequireSasl=true',
    'quorum.auth.enableSasl is disabled, so cannot enable quorum.auth.serverRequireSasl',
  ],
  [
    'dataDir=/none|clientPort=2181|dynamicConfigFile=/missing',
    '/missing (No such file or directory)',
  ],
  [
    'dataDir=/none|clientPort=2181|dynamicConfigFile=/missing|server.1=a:2888:3888',
    'parameter: server.1 must be in a separate dynamic config file',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888|server.1=a2:2888:3888|server.2=b:2888:3888',
    'ok distributed',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.9=a:2888:3888|server.7=a2:2888:3888|server.2=b:2888:3888',
    'ok distributed',
  ],
  ['dataDir=/one|clientPort=-1', 'port out of range:-1'],
  ['dataDir=/one|clientPort=2181|initLimit=abc', 'For input string: "abc"'],
  ['dataDir=/one|clientPort=2181|maxClientCnxns=99999999999', 'For input string: "99999999999"'],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:3888;host:2181:99|server.2=b:2888:3888',
    'a:2888:3888;host:2181:99 does not have the form server_config or server_config;client_config where server_config is the pipe separated list of host:port:port or host:port:port:type and client_config is port or host:port',
  ],
  [
    'dataDir=/one|clientPort=2181|initLimit=10|syncLimit=5|server.1=a:2888:99999|server.2=b:2888:3888',
    'port out of range:99999',
  ],
];

const ENSEMBLE =
  'dataDir=/one\nclientPort=2181\ninitLimit=10\nsyncLimit=5\n' +
  'server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\n';

describe('zoo.cfg', () => {
  test.each(RECORDED)('%s: %s', (lines, said) => {
    const result = parse(lines.replaceAll('|', '\n').replaceAll('¦', '|'));
    if (!result.ok) return expect(result.message).toBe(said);
    expect(result.config.isDistributed ? 'ok distributed' : 'ok standalone').toBe(said);
  });

  test('a failure ends the process with 2 and is told on standard error', () => {
    expect(parse('tickTime=2000')).toMatchObject({
      ok: false,
      exitCode: 2,
      stderr: 'Invalid config, exiting abnormally\n',
    });
  });

  test('a missing file is told as such', () => {
    const around = { disk: diskOf(), systemProperties: {} };
    expect(loadQuorumPeerConfig('/nothere/zoo.cfg', around)).toMatchObject({
      message: '/nothere/zoo.cfg file is missing',
    });
  });

  test('defaults are those of QuorumPeerConfig', () => {
    const result = parse('dataDir=/none\nclientPort=2181\n');
    expect(result.ok && result.config).toMatchObject({
      tickTimeMs: 3000,
      minSessionTimeoutMs: 6000,
      maxSessionTimeoutMs: 60000,
      maxClientCnxns: 60,
      snapRetainCount: 3,
      purgeIntervalHours: 0,
      clientPortListenBacklog: -1,
      dataLogDir: '/none',
      serverId: -1,
      peerType: 'PARTICIPANT',
    });
  });

  test('keys nobody knows become system properties under zookeeper.', () => {
    const result = parse('dataDir=/none\nclientPort=2181\nsnapCount=7\nenforceQuota=true\n');
    if (!result.ok) throw new Error(result.message);
    expect(numberProperty(result.config, 'zookeeper.snapCount', 1)).toBe(7);
    expect(booleanProperty(result.config, 'zookeeper.enforceQuota')).toBe(true);
  });

  test('fewer than three kept snapshots are too few', () => {
    const result = parse('dataDir=/none\nclientPort=2181\nautopurge.snapRetainCount=1\n');
    expect(result.ok && result.config.snapRetainCount).toBe(3);
    expect(result.log.map(({ text }) => text)).toContain(
      'Invalid autopurge.snapRetainCount: 1. Defaulting to 3',
    );
  });

  test('comments, continued lines and escapes are read as Java properties', () => {
    const text = '# a comment\n! another\n  dataDir : /no\\\n   ne\nclientPort\t2181\n';
    const result = parse(text);
    expect(result.ok && result.config.dataDir).toBe('/none');
    expect(result.ok && result.config.clientPortAddress?.port).toBe(2181);
  });

  test('sizes that gain nothing are warned of', () => {
    const four = parse(`${ENSEMBLE}server.4=d:2888:3888\n`);
    expect(four.log.at(-1)?.text).toBe(
      'Non-optimal configuration, consider an odd number of servers.',
    );
    const two = parse(ENSEMBLE.replace(/server\.3.*\n/, ''));
    expect(two.log.map(({ text }) => text)).toContain(
      'No server failure will be tolerated. You need at least 3 servers.',
    );
  });

  test('the list of servers wins over peerType', () => {
    const result = parse(`${ENSEMBLE}peerType=observer\n`);
    expect(result.ok && result.config.peerType).toBe('PARTICIPANT');
    expect(result.log.at(-1)?.text).toBe(
      "Peer type from servers list (PARTICIPANT) doesn't match peerType (OBSERVER). " +
        'Defaulting to servers list.',
    );
  });

  test('members print as /zookeeper/config holds them; a static client port is not printed', () => {
    const result = parse(`${ENSEMBLE}server.4=d:2888:3888:observer;2184\n`);
    expect(result.ok && formatQuorumVerifier(result.config.quorumVerifier)).toBe(
      'server.1=a:2888:3888:participant\nserver.2=b:2888:3888:participant\n' +
        'server.3=c:2888:3888:participant\nserver.4=d:2888:3888:observer;0.0.0.0:2184\nversion=0',
    );
  });

  test('a dynamic file gives the members, its name the version', () => {
    const files = {
      '/one/zoo.cfg.dynamic.100000004':
        'server.1=a:2888:3888:participant;2181\nserver.2=b:2888:3888:participant;2181\n',
    };
    const text =
      'dataDir=/one\ninitLimit=10\nsyncLimit=5\n' +
      'dynamicConfigFile=/one/zoo.cfg.dynamic.100000004\n';
    const result = parse(text, files);
    expect(result.ok && result.config.quorumVerifier.version).toBe(0x100000004n);
    expect(result.ok && result.config.clientPortAddress).toEqual({ host: '0.0.0.0', port: 2181 });
  });
});
