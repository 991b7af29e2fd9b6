/**
 * Ids of topics: random UUIDs in 22 characters.
 *
 * Mirrors: org.apache.kafka.common.Uuid.randomUuid and toString, 2.8.0.
 */
import { base64 } from '../../java/base64.ts';
import type { RandomState } from '../../kernel/random.ts';
import { nextInteger } from '../../kernel/random.ts';

/** A new id, and the state of the stream behind it. */
export function randomTopicId(random: RandomState): readonly [id: string, random: RandomState] {
  const bytes: number[] = [];
  let state = random;
  for (let i = 0; i < 16; i++) {
    const [byte, next] = nextInteger(state, 256);
    bytes.push(byte);
    state = next;
  }
  // Version 4, variant 2: as java.util.UUID makes them.
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const text = base64(bytes).replaceAll('+', '-').replaceAll('/', '_').slice(0, 22);
  return [text, state];
}
