/**
 * Reads letter B, and P, the same in plain text. The head is one line of JSON: a ZooKeeper service,
 * its world's fields among its own, or a lesson.
 *
 * Read next: packed.ts, run-bytes.ts; ../c/letter.ts, which is written now.
 */
import type { Run } from '../../run.ts';
import { checkLessonPlace } from '../../run.ts';
import { FlawedRun } from '../../run-flaw.ts';
import { clusterOf } from '../../systems/cluster-parts.ts';
import { checkWorld } from '../../systems/world-part.ts';
import type { Codecs } from '../../systems/system-codec.ts';
import { readerOf } from '../../systems/system-codec.ts';
import type { Letter } from '../letter.ts';
import { DICTIONARY } from './dictionary.ts';
import type { CodeParts } from './packed.ts';
import { unpacking } from './packed.ts';
import { isPlainWhole, plainParts } from './plain.ts';
import { actionsOf } from './run-bytes.ts';
import { summedBytes } from './sums.ts';
import { taughtBy } from './text-model.ts';

const newModel = taughtBy(DICTIONARY);

export function letterB(codecs: Codecs): Letter {
  return {
    *reading(code, most) {
      return runOf(yield* unpacking(code.slice(1), most, newModel()), codecs);
    },
    isWhole: (code) => summedBytes(code.slice(1)) !== null,
  };
}

export function letterP(codecs: Codecs): Letter {
  return {
    // It has nothing to pause at.
    *reading(code) {
      return runOf(plainParts(code.slice(1)), codecs);
    },
    isWhole: (code) => isPlainWhole(code.slice(1)),
  };
}

function runOf({ text, times }: CodeParts, codecs: Codecs): Run {
  const newline = text.indexOf('\n');
  const reader = readerOf(text.slice(0, newline));
  const head = reader.json();
  const actions = actionsOf(text.slice(newline + 1), times);
  const lesson = checkLessonPlace(head);
  if (lesson !== undefined) return { of: { kind: 'lesson', lesson }, actions };
  const world = checkWorld(head);
  if (world === undefined) throw new FlawedRun('cluster');
  // When this letter was written there was no other system.
  const codec = codecs().find(({ id }) => id === 'zookeeper');
  if (codec === undefined) throw new FlawedRun('system');
  const systems = [{ id: codec.id, spec: codec.decode(reader) }];
  return { of: { kind: 'cluster', spec: clusterOf({ world, systems }) }, actions };
}
