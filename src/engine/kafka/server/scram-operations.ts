/**
 * Credentials of users for SCRAM, as they stand in ZooKeeper: described and changed. Nobody authenticates
 * here.
 *
 * Mirrors: kafka.server.ZkAdminManager (describeUserScramCredentials, alterUserScramCredentials), 2.8.0.
 */
import type {
  AlterUserScramCredentialsResult,
  CredentialInfo,
  DescribeUserScramCredentialsResult,
  ScramCredentialDeletion,
  ScramCredentialUpsertion,
} from '../protocol/admin-configs.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { Configs } from '../zk/admin-zk-client.ts';
import { changeEntityConfig, fetchEntityConfig } from '../zk/admin-zk-client.ts';
import { desanitize, sanitize } from '../zk/broker-znodes.ts';
import type { ZkScript } from '../zk/zk-script.ts';
import { getChildren } from '../zk/zk-script.ts';

/** ScramMechanism: number in requests, name in configurations, and the fewest iterations. */
const MECHANISMS = [
  { type: 1, name: 'SCRAM-SHA-256', minIterations: 4096 },
  { type: 2, name: 'SCRAM-SHA-512', minIterations: 4096 },
] as const;
const MAX_ITERATIONS = 16384;

function mechanismOf(type: number): (typeof MECHANISMS)[number] | undefined {
  return MECHANISMS.find((mechanism) => mechanism.type === type);
}

/** DescribeUserScramCredentials; null or none: of all users. */
export function* describeScram(input: {
  readonly users: readonly string[] | null;
}): ZkScript<readonly DescribeUserScramCredentialsResult[]> {
  const { users } = input;
  if (users === null || users.length === 0) {
    const results: DescribeUserScramCredentialsResult[] = [];
    for (const name of yield* getChildren('/config/users')) {
      const credentials = credentialsIn(yield* fetchEntityConfig('users', name));
      if (credentials.length > 0) results.push(described(desanitize(name), credentials));
    }
    return results.sort((a, b) => (a.user < b.user ? -1 : 1));
  }
  const results: DescribeUserScramCredentialsResult[] = [];
  for (const user of new Set(users)) results.push(yield* describeUser(user, users));
  return results;
}

function* describeUser(
  user: string,
  all: readonly string[],
): ZkScript<DescribeUserScramCredentialsResult> {
  const failed = (errorCode: ErrorName, errorMessage: string) => ({
    user,
    errorCode,
    errorMessage,
    credentialInfos: [],
  });
  if (user === '') return failed('RESOURCE_NOT_FOUND', 'Username must not be empty');
  if (all.filter((one) => one === user).length > 1) {
    const text = `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`;
    return failed('DUPLICATE_RESOURCE', text);
  }
  const credentials = credentialsIn(yield* fetchEntityConfig('users', sanitize(user)));
  if (credentials.length > 0) return described(user, credentials);
  const text = `Attempt to describe a user credential that does not exist: ${user}`;
  return failed('RESOURCE_NOT_FOUND', text);
}

function described(
  user: string,
  credentialInfos: readonly CredentialInfo[],
): DescribeUserScramCredentialsResult {
  return { user, errorCode: 'NONE', errorMessage: null, credentialInfos };
}

function credentialsIn(configs: Configs): readonly CredentialInfo[] {
  return MECHANISMS.flatMap(({ type, name }) => {
    const text = configs[name];
    if (text === undefined) return [];
    return [{ mechanism: type, iterations: Number(/iterations=(\d+)/.exec(text)?.[1] ?? 0) }];
  });
}

/** AlterUserScramCredentials. */
export function* alterScram(input: {
  readonly deletions: readonly ScramCredentialDeletion[];
  readonly upsertions: readonly ScramCredentialUpsertion[];
}): ZkScript<readonly AlterUserScramCredentialsResult[]> {
  const { deletions, upsertions } = input;
  const users = new Set([...upsertions, ...deletions].map(({ name }) => name));
  const results: AlterUserScramCredentialsResult[] = [];
  for (const user of users) {
    const ownDeletions = deletions.filter(({ name }) => name === user);
    const ownUpsertions = upsertions.filter(({ name }) => name === user);
    results.push(yield* alterUser(user, ownDeletions, ownUpsertions));
  }
  return results;
}

function* alterUser(
  user: string,
  deletions: readonly ScramCredentialDeletion[],
  upsertions: readonly ScramCredentialUpsertion[],
): ZkScript<AlterUserScramCredentialsResult> {
  const failed = (errorCode: ErrorName, errorMessage: string) => ({
    user,
    errorCode,
    errorMessage,
  });
  const fault = faultOf(user, deletions, upsertions);
  if (fault !== null) return failed(...fault);
  const path = sanitize(user);
  const configs: Record<string, string> = { ...(yield* fetchEntityConfig('users', path)) };
  for (const { mechanism } of deletions) {
    const { name } = mechanismOf(mechanism)!;
    if (configs[name] === undefined) {
      const text = 'Attempt to delete a user credential that does not exist';
      return failed('RESOURCE_NOT_FOUND', text);
    }
    delete configs[name];
  }
  for (const { mechanism, iterations, salt, saltedPassword } of upsertions) {
    const { name } = mechanismOf(mechanism)!;
    // Whose keys they are is all that anybody here asks of them.
    const keys = `stored_key=${String(saltedPassword)},server_key=${String(saltedPassword)}`;
    configs[name] = `salt=${String(salt)},${keys},iterations=${iterations}`;
  }
  yield* changeEntityConfig('users', path, configs);
  return { user, errorCode: 'NONE', errorMessage: null };
}

function faultOf(
  user: string,
  deletions: readonly ScramCredentialDeletion[],
  upsertions: readonly ScramCredentialUpsertion[],
): readonly [ErrorName, string] | null {
  if (user === '') return ['UNACCEPTABLE_CREDENTIAL', 'Username must not be empty'];
  const mechanisms = [...upsertions, ...deletions].map(({ mechanism }) => mechanism);
  if (mechanisms.some((mechanism) => mechanismOf(mechanism) === undefined)) {
    return ['UNSUPPORTED_SASL_MECHANISM', 'Unknown SCRAM mechanism'];
  }
  for (const { mechanism, iterations } of upsertions) {
    if (iterations > MAX_ITERATIONS) return ['UNACCEPTABLE_CREDENTIAL', 'Too many iterations'];
    if (iterations < mechanismOf(mechanism)!.minIterations) {
      return ['UNACCEPTABLE_CREDENTIAL', 'Too few iterations'];
    }
  }
  if (new Set(mechanisms).size < mechanisms.length) {
    const text = 'A user credential cannot be altered twice in the same request';
    return ['DUPLICATE_RESOURCE', text];
  }
  return null;
}
