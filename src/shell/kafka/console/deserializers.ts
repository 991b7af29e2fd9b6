/**
 * What a formatter makes of a key, a value or a header by a class that it is told.
 *
 * Mirrors: org.apache.kafka.common.serialization, 2.8.0: what `deserialize(…).toString` gives.
 */
import type { Bytes } from '../../../engine/kafka/index.ts';
import { exceptionClass } from '../../../engine/kafka/index.ts';
import { classNotFound } from '../java/class-loading.ts';
import { JavaException } from '../java/exception.ts';
import { doubleText } from '../java/number-format.ts';
import { bytesOf, textOfBytes } from '../records/text-bytes.ts';

/** Throws SerializationException. */
export type Deserializer = (part: Bytes) => string;

const PACKAGE = 'org.apache.kafka.common.serialization.';

function sized(name: string, size: number, read: (view: DataView) => string): Deserializer {
  return (part) => {
    const bytes = bytesOf(part);
    if (bytes.length !== size) {
      const text = `Size of data received by ${name} is not ${size}`;
      throw new JavaException(exceptionClass('SerializationException'), text, {
        isTraceless: true,
      });
    }
    return read(new DataView(Uint8Array.from(bytes).buffer));
  };
}

function uuid(part: Bytes): string {
  const text = textOfBytes(part);
  if (/^[0-9a-fA-F]{1,8}(-[0-9a-fA-F]{1,4}){3}-[0-9a-fA-F]{1,12}$/.test(text)) {
    return text.toLowerCase();
  }
  const message = 'Error parsing data into UUID';
  throw new JavaException(exceptionClass('SerializationException'), message, { isTraceless: true });
}

const KNOWN: Readonly<Record<string, Deserializer>> = {
  StringDeserializer: textOfBytes,
  BytesDeserializer: textOfBytes,
  ByteArrayDeserializer: (part) => `[B@${bytesHash(part)}`,
  ByteBufferDeserializer(part) {
    const { length } = bytesOf(part);
    return `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`;
  },
  DoubleDeserializer: sized('Deserializer', 8, (view) => doubleText(view.getFloat64(0))),
  FloatDeserializer: sized('Deserializer', 4, (view) => doubleText(view.getFloat32(0))),
  IntegerDeserializer: sized('IntegerDeserializer', 4, (view) => String(view.getInt32(0))),
  LongDeserializer: sized('LongDeserializer', 8, (view) => String(view.getBigInt64(0))),
  ShortDeserializer: sized('ShortDeserializer', 2, (view) => String(view.getInt16(0))),
  UUIDDeserializer: uuid,
};

/** What Object.hashCode might be. */
function bytesHash(part: Bytes): string {
  let hash = 0x1b28cdf;
  for (const byte of bytesOf(part)) hash = (Math.imul(31, hash) + byte) >>> 1;
  return hash.toString(16);
}

/** Class.forName of a deserializer. */
export function deserializerNamed(name: string): Deserializer {
  const found = name.startsWith(PACKAGE) ? KNOWN[name.slice(PACKAGE.length)] : undefined;
  if (found === undefined) throw classNotFound(name);
  return found;
}
