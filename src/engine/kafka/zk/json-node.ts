/**
 * A JSON value with its keys in order, and taking out of it what a znode should hold.
 *
 * Mirrors: kafka.utils.json.{JsonValue, JsonObject, DecodeJson}, 2.8.0.
 * Read next: json-text.ts (makes one from a text), topic-znodes.ts.
 */

export type JsonNode =
  /** Of an empty text. */
  | { readonly type: 'missing' }
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** `isInteger`: written without point and exponent. */
  | { readonly type: 'number'; readonly value: number; readonly isInteger: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'array'; readonly items: readonly JsonNode[] }
  | JsonObject;

export interface JsonObject {
  readonly type: 'object';
  readonly fields: readonly (readonly [string, JsonNode])[];
}

/** What is thrown for data that cannot be read. `className`: the Java class of it. */
export class JsonException extends Error {
  readonly className: string;

  constructor(className: string, message: string) {
    super(message);
    this.className = className;
  }
}

const INT_MAX = 2147483647;

function mismatch(message: string): JsonException {
  return new JsonException('com.fasterxml.jackson.databind.JsonMappingException', message);
}

export function asObject(node: JsonNode): JsonObject {
  if (node.type === 'object') return node;
  throw mismatch(`Expected JSON object, received ${jsonText(node)}`);
}

export function field(object: JsonObject, name: string): JsonNode | undefined {
  return object.fields.find(([key]) => key === name)?.[1];
}

export function neededField(object: JsonObject, name: string): JsonNode {
  const node = field(object, name);
  if (node === undefined) throw mismatch(`No such field exists: \`${name}\``);
  return node;
}

export function asInt(node: JsonNode): number {
  if (node.type === 'number' && node.isInteger) {
    if (node.value <= INT_MAX && node.value >= -INT_MAX - 1) return node.value;
  }
  throw mismatch(`Expected \`Int\` value, received ${jsonText(node)}`);
}

export function asText(node: JsonNode): string {
  if (node.type === 'string') return node.value;
  throw mismatch(`Expected \`String\` value, received ${jsonText(node)}`);
}

export function asItems(node: JsonNode): readonly JsonNode[] {
  if (node.type === 'array') return node.items;
  throw mismatch(`Expected JSON array, received ${jsonText(node)}`);
}

export function asInts(node: JsonNode): number[] {
  return asItems(node).map(asInt);
}

/** As Jackson prints a node. */
export function jsonText(node: JsonNode): string {
  switch (node.type) {
    case 'missing':
      return '';
    case 'null':
      return 'null';
    case 'object':
      return `{${node.fields.map(([key, value]) => `${JSON.stringify(key)}:${jsonText(value)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map(jsonText).join(',')}]`;
    default:
      return JSON.stringify(node.value);
  }
}
