/**
 * Files as tools read them.
 *
 * Mirrors: Utils.loadProps, Utils.readFileAsString, 2.8.0.
 */
import { textOf } from '../../../engine/index.ts';
import { parseProperties, propertiesUnread, textUnread } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { within } from '../java/exception.ts';
import type { ToolScript } from './tool.ts';
import { call } from './tool.ts';

/** Utils.loadProps: keys in the order of Java's table. */
export function* loadProperties(path: string): ToolScript<Readonly<Record<string, string>>> {
  const found = yield* call({ type: 'file', path }, 'file');
  if (found.kind !== 'file') throw propertiesUnread(path, found.kind);
  return Object.fromEntries(parseProperties(textOf(found.content)));
}

/** The properties of a file that an option may name; none without it. */
export function* loadGivenProperties(
  file: string | null,
  frames: Frames = [],
): ToolScript<Readonly<Record<string, string>>> {
  return file === null ? {} : yield* within(frames, loadProperties(file));
}

/** Utils.readFileAsString. Throws IOException. */
export function* readFileAsString(path: string): ToolScript<string> {
  const found = yield* call({ type: 'file', path }, 'file');
  if (found.kind !== 'file') throw textUnread(path, found.kind);
  return textOf(found.content);
}
