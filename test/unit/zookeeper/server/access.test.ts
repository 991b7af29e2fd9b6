/** Who may do what on a server, and how passwords are made. */
import { describe, expect, test } from 'vitest';
import { ErrorCode } from '../../../../src/engine/zookeeper/protocol/error-codes.ts';
import type { Acl } from '../../../../src/engine/zookeeper/protocol/records.ts';
import { Perms } from '../../../../src/engine/zookeeper/protocol/records.ts';
import { generateDigest } from '../../../../src/engine/zookeeper/server/acl.ts';
import { generatePasswd } from '../../../../src/engine/zookeeper/server/session-password.ts';
import { TestCluster } from './test-cluster.ts';

const acl = (scheme: string, id: string, perms: number = Perms.ALL): readonly Acl[] => [
  { perms, id: { scheme, id } },
];

describe('Access control', () => {
  test('stores passwords as upstream does', () => {
    // The example of upstream's own AuthTest.
    expect(generateDigest('super:test')).toBe('super:D/InIHSb7yEEbrWz8b9l71RjZJU=');
  });

  test('lets only those in who know the password, and masks it for the others', () => {
    const cluster = new TestCluster();
    const [owner, other] = [cluster.connect(), cluster.connect()];
    owner.auth('digest', 'bob:secret');
    expect(owner.create('/mine', { acl: acl('auth', '') }).err).toBe(ErrorCode.OK);
    expect(other.get('/mine').err).toBe(ErrorCode.NOAUTH);
    expect(other.set('/mine', 'x').err).toBe(ErrorCode.NOAUTH);
    expect(other.create('/mine/c').err).toBe(ErrorCode.NOAUTH);
    expect(other.exists('/mine').err).toBe(ErrorCode.OK);
    // Deleting asks the parent, which is open.
    expect(other.delete('/mine').err).toBe(ErrorCode.OK);
    owner.create('/shown', {
      acl: [...acl('digest', generateDigest('bob:secret')), ...acl('world', 'anyone', Perms.READ)],
    });
    const shown = other.ask({ type: 'GetACLRequest', path: '/shown' });
    expect(shown.acl?.[0]?.id.id).toBe('bob:x');
    const own = owner.ask({ type: 'GetACLRequest', path: '/shown' });
    expect(own.acl?.[0]?.id.id).toBe(generateDigest('bob:secret'));
  });

  test('refuses lists that are not valid', () => {
    const client = new TestCluster().connect();
    const codeOf = (list: readonly Acl[]): number => client.create('/x', { acl: list }).err;
    expect(codeOf([])).toBe(ErrorCode.INVALIDACL);
    expect(codeOf(acl('auth', ''))).toBe(ErrorCode.INVALIDACL);
    expect(codeOf(acl('digest', 'no-colon'))).toBe(ErrorCode.INVALIDACL);
    expect(codeOf(acl('ip', '10.0.0.256'))).toBe(ErrorCode.INVALIDACL);
    expect(codeOf(acl('nonsense', 'x'))).toBe(ErrorCode.INVALIDACL);
    expect(codeOf(acl('ip', '10.0.0.0/24'))).toBe(ErrorCode.OK);
  });

  test('knows addresses by their prefix', () => {
    const client = new TestCluster().connect();
    client.create('/near', { acl: acl('ip', '10.0.0.0/24') });
    client.create('/far', { acl: acl('ip', '10.0.1.0/24') });
    client.create('/exact', { acl: acl('ip', '10.0.0.101') });
    expect(client.get('/near').err).toBe(ErrorCode.OK);
    expect(client.get('/far').err).toBe(ErrorCode.NOAUTH);
    expect(client.get('/exact').err).toBe(ErrorCode.OK);
  });

  test('does not apply to super', () => {
    const digest = generateDigest('super:test');
    const property = `-Dzookeeper.DigestAuthenticationProvider.superDigest=${digest}`;
    const cluster = new TestCluster({ properties: [property] });
    const [owner, root] = [cluster.connect(), cluster.connect()];
    owner.auth('digest', 'bob:secret');
    owner.create('/mine', { acl: acl('auth', '') });
    root.auth('digest', 'super:test');
    expect(root.get('/mine').err).toBe(ErrorCode.OK);
    expect(root.ask({ type: 'WhoAmIRequest' }).clientInfo).toEqual([
      { authScheme: 'super', user: '' },
      { authScheme: 'ip', user: '10.0.0.101' },
      { authScheme: 'digest', user: 'super' },
    ]);
  });

  test('closes the connection after an unknown scheme', () => {
    const cluster = new TestCluster();
    const client = cluster.connect();
    client.take();
    client.auth('nonsense', 'x');
    expect(client.take()).toMatchObject([{ xid: -4, err: ErrorCode.AUTHFAILED }]);
    expect(client.state.isClosed).toBe(true);
    expect(cluster.log()).toContain(
      'No authentication provider for scheme: nonsense has ip digest',
    );
  });
});

test('Session passwords are those of java.util.Random', () => {
  // From the JDK: new Random(id ^ 0xB3415C00L).nextBytes(new byte[16]).
  expect(generatePasswd(0x100003dd1ed0000n)).toBe('89b1c162e2deda560fbec8bbfbaeb01c');
  expect(generatePasswd(0x20000abcdef0003n)).toBe('5071ab6d142cfec5843861884a086535');
  expect(generatePasswd(1n)).toBe('054cc74a37327db215e702e20c73f005');
});
