/**
 * Files as tools read them.
 *
 * Mirrors: Utils.loadProps, Utils.readFileAsString, 2.8.0, and what java.nio.file throws.
 */
import { textOf } from '../../../engine/index.ts';
import { parseProperties } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import type { ToolScript } from './tool.ts';
import { call } from './tool.ts';

const FS = 'java.base/sun.nio.fs.Unix';
const NO_FILE: Frames = [
  `${FS}Exception.translateToIOException(UnixException.java:92)`,
  `${FS}Exception.rethrowAsIOException(UnixException.java:106)`,
  `${FS}Exception.rethrowAsIOException(UnixException.java:111)`,
  `${FS}FileSystemProvider.newByteChannel(UnixFileSystemProvider.java:218)`,
  'java.base/java.nio.file.Files.newByteChannel(Files.java:380)',
  'java.base/java.nio.file.Files.newByteChannel(Files.java:432)',
];
const STREAM: Frames = [
  'java.base/java.nio.file.spi.FileSystemProvider.newInputStream(FileSystemProvider.java:422)',
  'java.base/java.nio.file.Files.newInputStream(Files.java:160)',
];
const LOAD_PROPS: Frames = [
  'org.apache.kafka.common.utils.Utils.loadProps(Utils.java:629)',
  'org.apache.kafka.common.utils.Utils.loadProps(Utils.java:616)',
];
const IS_FOLDER: Frames = [
  'java.base/sun.nio.ch.FileDispatcherImpl.read0(Native Method)',
  'java.base/sun.nio.ch.FileDispatcherImpl.read(FileDispatcherImpl.java:48)',
];

function noSuchFile(path: string, frames: Frames): JavaException {
  return new JavaException('java.nio.file.NoSuchFileException', path, {
    frames: [...NO_FILE, ...frames],
  });
}

function isFolder(): JavaException {
  return new JavaException('java.io.IOException', 'Is a directory', { frames: IS_FOLDER });
}

/** Utils.loadProps: keys in the order of Java's table. */
export function* loadProperties(path: string): ToolScript<Readonly<Record<string, string>>> {
  const { content, kind } = yield* call({ type: 'file', path }, 'file');
  if (kind === 'folder') throw isFolder();
  if (content === null) throw noSuchFile(path, [...STREAM, ...LOAD_PROPS]);
  return Object.fromEntries(parseProperties(textOf(content)));
}

/** Utils.readFileAsString. Throws IOException. */
export function* readFileAsString(path: string): ToolScript<string> {
  const { content, kind } = yield* call({ type: 'file', path }, 'file');
  if (kind === 'folder') throw isFolder();
  if (content === null) {
    const cause = noSuchFile(path, [
      'java.base/java.nio.file.Files.readAllBytes(Files.java:3288)',
      'org.apache.kafka.common.utils.Utils.readFileAsString(Utils.java:697)',
    ]);
    throw new JavaException('java.io.IOException', `Unable to read file ${path}`, {
      cause,
      frames: ['org.apache.kafka.common.utils.Utils.readFileAsString(Utils.java:700)'],
    });
  }
  return textOf(content);
}
