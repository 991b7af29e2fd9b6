/**
 * A system's own spec, into the head of a code and back. Each system brings its codec; whoever reads
 * and writes codes is handed those of all systems, and knows none of them.
 *
 * Read next: ../letters/c/head.ts, which uses them.
 */
import { FlawedRun } from '../run-flaw.ts';

/**
 * The numbers that name systems in codes, for ever: a new system takes the next one, and none is
 * given away again.
 */
export const SYSTEM_NUMBERS = { zookeeper: 0, kafka: 1 } as const;

export type SystemId = keyof typeof SYSTEM_NUMBERS;

export interface SystemCodec<Spec = unknown> {
  readonly id: SystemId;
  /** The spec as one line of text. What it wrote once it reads for ever. */
  encode(spec: Spec): string;
  /** Checks everything: it may be anything. Throws a FlawedRun when it is no spec. */
  decode(reader: SpecReader): Spec;
}

/** Those of the systems that are loaded when they are asked for. */
export type Codecs = () => readonly SystemCodec[];

/** What stands in a head for one system. */
export interface SpecReader {
  /** As the codec wrote it. */
  text(): string;
  /** The same as a value of JSON. */
  json(): unknown;
}

export function readerOf(text: string): SpecReader {
  return {
    text: () => text,
    json: () => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new FlawedRun('cluster');
      }
    },
  };
}
