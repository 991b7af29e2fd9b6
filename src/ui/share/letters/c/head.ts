/**
 * The head of letter C: whose world a run has, in lines of text before its actions. Either one of a
 * lesson, or one for each system of a cluster, by its number, and the world's own as the last:
 *
 *     0 {"servers":3}
 *     {"seed":7}
 *
 * Read next: ../../systems/system-codec.ts.
 */
import type { Run } from '../../run.ts';
import { checkLessonPlace } from '../../run.ts';
import { FlawedRun } from '../../run-flaw.ts';
import { clusterOf, partsOf } from '../../systems/cluster-parts.ts';
import type { ClusterParts, SystemPart } from '../../systems/cluster-parts.ts';
import { withoutUsual } from '../../systems/fields.ts';
import { SYSTEM_NUMBERS, readerOf } from '../../systems/system-codec.ts';
import type { SystemCodec } from '../../systems/system-codec.ts';
import { USUAL_WORLD, checkWorld } from '../../systems/world-part.ts';

const LESSON = 'lesson ';
/** A line of a system: its number, and what its codec wrote. */
const OF_SYSTEM = /^(\d+) (.*)$/;

export function headOf(of: Run['of'], codecs: readonly SystemCodec[]): string {
  return of.kind === 'lesson'
    ? `${LESSON}${JSON.stringify(of.lesson)}\n`
    : clusterHead(partsOf(of.spec), codecs);
}

/** The head at the start of a text, and what stands behind it. Throws a FlawedRun when it is none. */
export function readHead(
  text: string,
  codecs: readonly SystemCodec[],
): { of: Run['of']; rest: string } {
  if (!text.startsWith(LESSON)) {
    const { parts, rest } = readClusterHead(text, codecs);
    return { of: { kind: 'cluster', spec: clusterOf(parts) }, rest };
  }
  const { line, rest } = firstLine(text);
  const lesson = checkLessonPlace(readerOf(line.slice(LESSON.length)).json());
  if (lesson === undefined) throw new FlawedRun('unreadable');
  return { of: { kind: 'lesson', lesson }, rest };
}

export function clusterHead(
  { world, systems }: ClusterParts,
  codecs: readonly SystemCodec[],
): string {
  const lines = systems.map(({ id, spec }) => {
    const codec = codecs.find((one) => one.id === id)!;
    return { number: SYSTEM_NUMBERS[id], text: codec.encode(spec) };
  });
  // One cluster has one head, in whichever order its systems come.
  lines.sort((a, b) => a.number - b.number);
  const ofSystems = lines.map(({ number, text }) => `${number} ${text}\n`).join('');
  return `${ofSystems}${JSON.stringify(withoutUsual({ ...world }, USUAL_WORLD))}\n`;
}

/** Throws a FlawedRun when a system is none that the codecs know. */
export function readClusterHead(
  text: string,
  codecs: readonly SystemCodec[],
): { parts: ClusterParts; rest: string } {
  const systems: SystemPart[] = [];
  for (let left = text; ;) {
    const { line, rest } = firstLine(left);
    const [, number, told] = OF_SYSTEM.exec(line) ?? [];
    left = rest;
    if (number === undefined) {
      const world = checkWorld(readerOf(line).json());
      if (world === undefined) throw new FlawedRun('cluster');
      return { parts: { world, systems }, rest };
    }
    const codec = codecs.find(({ id }) => String(SYSTEM_NUMBERS[id]) === number);
    if (codec === undefined) throw new FlawedRun('system');
    if (systems.some(({ id }) => id === codec.id)) throw new FlawedRun('cluster');
    systems.push({ id: codec.id, spec: codec.decode(readerOf(told!)) });
  }
}

function firstLine(text: string): { line: string; rest: string } {
  const newline = text.indexOf('\n');
  if (newline < 0) throw new FlawedRun('unreadable');
  return { line: text.slice(0, newline), rest: text.slice(newline + 1) };
}
