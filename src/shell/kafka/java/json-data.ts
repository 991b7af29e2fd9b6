/**
 * JSON that tools read from files.
 *
 * Mirrors: kafka.utils.Json, kafka.utils.json.JsonObject, 2.8.0.
 */
import { json, parseJson } from '../../../engine/kafka/index.ts';
import { JavaException } from './exception.ts';

/** Json.parseFull: null where Jackson cannot read it. */
export function parseFull(text: string): json.JsonNode | null {
  try {
    const node = parseJson(text);
    return node.type === 'missing' ? null : node;
  } catch (error) {
    if (error instanceof json.JsonException) return null;
    throw error;
  }
}

/** Reads a part of it: what does not fit is thrown as upstream throws it. */
export function readJson<V>(read: () => V): V {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof json.JsonException)) throw error;
    throw new JavaException(error.className, error.message);
  }
}
