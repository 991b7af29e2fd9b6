/**
 * The password of a session: any server can compute it from the id, so none has to remember it.
 *
 * Mirrors: ZooKeeperServer.generatePasswd over java.util.Random, 3.8.0.
 * Departs: written in hexadecimal; the wire holds 16 bytes.
 */
import type { SessionId } from '../protocol/records.ts';

/** What an invalid session gets: 16 zero bytes. */
export const NO_PASSWORD = '0'.repeat(32);

const SUPER_SECRET = 0xb3415c00n;
const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** 16 bytes of the generator seeded by the id and a constant. */
export function generatePasswd(sessionId: SessionId): string {
  let seed = (sessionId ^ SUPER_SECRET ^ MULTIPLIER) & MASK;
  let text = '';
  for (let i = 0; i < 4; i++) {
    seed = (seed * MULTIPLIER + 0xbn) & MASK;
    let word = Number(seed >> 16n);
    for (let byte = 0; byte < 4; byte++) {
      text += (word & 0xff).toString(16).padStart(2, '0');
      word >>>= 8;
    }
  }
  return text;
}
