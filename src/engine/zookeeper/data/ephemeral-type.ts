/**
 * What kind of znode a stored `ephemeralOwner` stands for.
 *
 * Mirrors: EphemeralType, 3.8.0.
 * Departs: TTL nodes are recognised whether or not extendedTypesEnabled is set now; they can be made
 * only while it is set, so a learner sees a difference only after taking the setting away.
 */
import type { SessionId } from '../protocol/records.ts';

/** VOID is persistent; NORMAL is owned by a session. */
export type EphemeralType = 'VOID' | 'NORMAL' | 'CONTAINER' | 'TTL';

/** Long.MIN_VALUE. */
export const CONTAINER_EPHEMERAL_OWNER: SessionId = -(1n << 63n);

/** The longest time to live, milliseconds (40 bits, about 34 years). */
export const MAX_TTL_MS = 0xff_ffff_ffff;

/** Upper 24 bits: the extended mask 0xff and the feature bits of TTL, which are zero. */
const TTL_OWNER_BASE = BigInt.asIntN(64, 0xff00_0000_0000_0000n);

/** The kind of node that an owner stands for. */
export function ephemeralTypeOf(ephemeralOwner: SessionId): EphemeralType {
  if (ephemeralOwner === 0n) return 'VOID';
  if (ephemeralOwner === CONTAINER_EPHEMERAL_OWNER) return 'CONTAINER';
  return ephemeralOwner >> 40n === TTL_OWNER_BASE >> 40n ? 'TTL' : 'NORMAL';
}

/** The owner that stands for a time to live. */
export function ttlOwner(ttlMs: number): SessionId {
  return TTL_OWNER_BASE | BigInt(ttlMs);
}

/** The time to live of a TTL node's owner, milliseconds. */
export function ttlOfOwner(ephemeralOwner: SessionId): number {
  return Number(ephemeralOwner & 0xff_ffff_ffffn);
}

/** What a client is told: container and TTL nodes look persistent. Mirrors getClientEphemeralOwner. */
export function clientEphemeralOwner(ephemeralOwner: SessionId): SessionId {
  return ephemeralTypeOf(ephemeralOwner) === 'NORMAL' ? ephemeralOwner : 0n;
}
