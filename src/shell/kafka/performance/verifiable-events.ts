/**
 * The events that kafka-verifiable-producer.sh and kafka-verifiable-consumer.sh print, a line each.
 *
 * Mirrors: ProducerEvent, ConsumerEvent and what Jackson makes of them, 2.8.0.
 */
import { doubleText } from '../java/number-format.ts';
import type { ToolOutput } from '../tool/tool.ts';

/** A number that prints as a double. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

type Value = string | number | boolean | null | Double | readonly Fields[];
interface Fields {
  readonly [name: string]: Value;
}

export function printEvent(
  output: ToolOutput,
  timestamp: number,
  name: string,
  fields: Fields = {},
): void {
  output.out(`${objectText({ timestamp, name, ...fields })}\n`);
}

function objectText(fields: Fields): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `${JSON.stringify(name)}:${valueText(value)}`,
  );
  return `{${parts.join(',')}}`;
}

function valueText(value: Value): string {
  if (value instanceof Double) {
    const text = doubleText(value.value);
    return Number.isFinite(value.value) ? text : `"${text}"`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `[${value.map(objectText).join(',')}]`;
}
