/**
 * Bytes in the place of a salt or of a salted password.
 *
 * Departs: no secret: the same text gives the same bytes.
 */
import { nextInteger, splitStream } from '../../../engine/index.ts';
import { base64 } from '../../../engine/kafka/index.ts';

/** Base64 of so many bytes. */
export function scrambled(text: string, length: number): string {
  let stream = splitStream(0, text);
  const bytes = Array.from({ length }, () => {
    const [byte, next] = nextInteger(stream, 256);
    stream = next;
    return byte;
  });
  return base64(bytes);
}
