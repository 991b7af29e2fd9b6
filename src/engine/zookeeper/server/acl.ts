/**
 * Who may do what: authentication schemes, access checks, and the ACLs a request may set.
 *
 * Mirrors: ZooKeeperServer.checkACL, PrepRequestProcessor.fixupACL, ProviderRegistry,
 * DigestAuthenticationProvider and IPAuthenticationProvider, 3.8.0.
 * Departs: no x509, SASL or plugged-in providers.
 * Read next: ../data/sha1.ts.
 */
import { javaInt } from '../../java/integers.ts';
import { booleanProperty, systemProperty } from '../admin/config.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import { inIdOrder } from '../data/id-order.ts';
import { base64 } from '../../java/base64.ts';
import { sha1 } from '../data/sha1.ts';
import type { Acl, Id } from '../protocol/records.ts';

/** Whether one of the ids has the permission. `perm` may be a sum: any of them will do. */
export function isAllowed(
  config: QuorumPeerConfig,
  acl: readonly Acl[] | null,
  perm: number,
  ids: readonly Id[],
): boolean {
  // An empty list: the nodes that the server made itself.
  if (acl === null || acl.length === 0) return true;
  for (const { perms, id } of acl) {
    if ((perms & perm) !== 0 && id.scheme === 'world' && id.id === 'anyone') return true;
  }
  if (systemProperty(config, 'zookeeper.skipACL') === 'yes') return true;
  for (const { scheme } of ids) if (scheme === 'super') return true;
  for (const { perms, id } of acl) {
    if ((perms & perm) === 0) continue;
    for (const own of ids) {
      if (own.scheme === id.scheme && matches(config, id.scheme, own.id, id.id)) return true;
    }
  }
  return false;
}

/** The ACL as it is stored (`auth` stands for the caller's ids), or null when it is not valid. */
export function fixupAcl(
  config: QuorumPeerConfig,
  authInfo: readonly Id[],
  acl: readonly Acl[],
): readonly Acl[] | null {
  const [first] = acl;
  if (first === undefined) return null;
  // The usual case, kept as it is.
  if (acl.length === 1 && first.id.scheme === 'world' && first.id.id === 'anyone') return acl;
  const fixed: Acl[] = [];
  for (const entry of withoutDuplicates(acl)) {
    const { id } = entry;
    if (id.scheme === 'world' && id.id === 'anyone') fixed.push(entry);
    else if (id.scheme === 'auth') {
      const own = authInfo.filter(({ scheme }) => scheme === 'digest' && hasDigest(config));
      if (own.length === 0) return null;
      fixed.push(...own.map((ownId) => ({ perms: entry.perms, id: ownId })));
    } else if (isValidId(config, id)) fixed.push(entry);
    else return null;
  }
  return fixed;
}

/** What a client is when it has shown this auth packet: new ids, or null when it failed. */
export function authenticate(
  config: QuorumPeerConfig,
  remoteIp: string,
  scheme: string,
  auth: string | null,
): readonly Id[] | null {
  if (scheme === 'ip') return [{ scheme, id: remoteIp }];
  if (scheme !== 'digest' || !hasDigest(config) || auth === null) return null;
  const digest = generateDigest(auth);
  const isSuper =
    digest === systemProperty(config, 'zookeeper.DigestAuthenticationProvider.superDigest');
  const ids: Id[] = [{ scheme, id: digest }];
  return isSuper ? [...ids, { scheme: 'super', id: '' }] : ids;
}

/** The schemes that this server knows, as upstream lists them in a warning. */
export function listProviders(config: QuorumPeerConfig): string {
  return hasDigest(config) ? 'ip digest ' : 'ip ';
}

/** Adds ids to those a connection has. */
export function withIds(authInfo: readonly Id[], added: readonly Id[]): readonly Id[] {
  const all = [...authInfo];
  for (const id of added) {
    if (!all.some((known) => known.scheme === id.scheme && known.id === id.id)) all.push(id);
  }
  return inIdOrder(all);
}

/** The name a person would call an id. Mirrors AuthUtil.getUser. */
export function userOf(id: Id): string {
  if (id.scheme === 'digest') return id.id.split(':')[0] ?? '';
  return id.scheme === 'ip' ? id.id : '';
}

/** `user:password` as `user:base64(sha1(user:password))`. */
export function generateDigest(idPassword: string): string {
  const colon = idPassword.indexOf(':');
  const user = colon === -1 ? idPassword : idPassword.slice(0, colon);
  return `${user}:${base64(sha1(idPassword))}`;
}

/** What is shown to those who may read an ACL but not change it. */
export function maskDigests(acl: readonly Acl[]): readonly Acl[] {
  return acl.map((entry) =>
    entry.id.scheme === 'digest'
      ? { perms: entry.perms, id: { scheme: 'digest', id: entry.id.id.replace(/:.*/, ':x') } }
      : entry,
  );
}

function hasDigest(config: QuorumPeerConfig): boolean {
  return booleanProperty(config, 'zookeeper.DigestAuthenticationProvider.enabled', true);
}

function matches(
  config: QuorumPeerConfig,
  scheme: string,
  own: string,
  expression: string,
): boolean {
  if (scheme === 'digest') return hasDigest(config) && own === expression;
  return scheme === 'ip' && matchesAddress(own, expression);
}

function isValidId(config: QuorumPeerConfig, { scheme, id }: Id): boolean {
  if (scheme === 'ip') {
    const [address, bits] = splitOnce(id, '/');
    return addressBytes(address) !== null && (bits === null || prefixLength(bits) !== null);
  }
  if (scheme !== 'digest' || !hasDigest(config)) return false;
  const parts = id.split(':');
  // As String.split: empty strings at the end are dropped.
  while (parts.at(-1) === '') parts.pop();
  return parts.length === 2;
}

function matchesAddress(own: string, expression: string): boolean {
  const [address, bitsText] = splitOnce(expression, '/');
  const pattern = addressBytes(address);
  const remote = addressBytes(own);
  const bits = bitsText === null ? 32 : prefixLength(bitsText);
  if (pattern === null || remote === null || bits === null) return false;
  for (let i = 0; i < 4; i++) {
    const left = Math.min(8, Math.max(0, bits - i * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    if ((pattern[i]! & mask) !== (remote[i]! & mask)) return false;
  }
  return true;
}

function prefixLength(text: string): number | null {
  const bits = javaInt(text);
  return bits === null || bits < 0 || bits > 32 ? null : bits;
}

function addressBytes(address: string): readonly number[] | null {
  const parts = address.split('.');
  if (parts.length !== 4) return null;
  const bytes = parts.map((part) => javaInt(part) ?? -1);
  return bytes.every((byte) => byte >= 0 && byte <= 255) ? bytes : null;
}

function splitOnce(text: string, separator: string): readonly [string, string | null] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

function withoutDuplicates(acl: readonly Acl[]): readonly Acl[] {
  return acl.filter(
    (entry, index) =>
      acl.findIndex(
        (other) =>
          other.perms === entry.perms &&
          other.id.scheme === entry.id.scheme &&
          other.id.id === entry.id.id,
      ) === index,
  );
}
