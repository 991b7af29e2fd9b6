/**
 * Random identifiers.
 *
 * Mirrors: java.util.UUID.randomUUID and its hexadecimal text; org.apache.kafka.common.Uuid and its text
 * in base64, 2.8.0.
 */
import type { RandomState } from '../../kernel/random.ts';
import { nextInteger } from '../../kernel/random.ts';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function randomBytes(random: RandomState): readonly [number[], RandomState] {
  const bytes: number[] = [];
  let next = random;
  for (let i = 0; i < 8; i++) {
    const [drawn, after] = nextInteger(next, 65_536);
    bytes.push(drawn >> 8, drawn & 255);
    next = after;
  }
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return [bytes, next];
}

/** 22 letters: ids of topics and of clusters. */
export function randomUuid(random: RandomState): readonly [string, RandomState] {
  const [bytes, next] = randomBytes(random);
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += BASE64URL[(group >> shift) & 63]!;
  }
  return [text.slice(0, 22), next];
}

/** 36 letters with dashes: ids of group members. */
export function randomJavaUuid(random: RandomState): readonly [string, RandomState] {
  const [bytes, next] = randomBytes(random);
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [`${parts.join('-')}-${hex.slice(20)}`, next];
}
