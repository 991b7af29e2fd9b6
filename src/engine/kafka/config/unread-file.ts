/**
 * What reading a file of properties or a whole text file throws.
 *
 * Mirrors: org.apache.kafka.common.utils.Utils (loadProps, readFileAsString), 2.8.0.
 */
import { JavaException } from '../../java/exception.ts';
import { NEW_BYTE_CHANNEL, isADirectory, noSuchFile } from './file-exceptions.ts';

const UTILS = 'org.apache.kafka.common.utils.Utils';

/** What is there instead of a file. */
export type NotAFile = 'folder' | 'nothing';

/** Utils.loadProps. */
export function propertiesUnread(path: string, found: NotAFile): JavaException {
  const caller = `${UTILS}.loadProps(Utils.java:616)`;
  if (found === 'folder') {
    return isADirectory([
      'java.base/java.io.InputStream.read(InputStream.java:218)',
      'java.base/java.util.Properties$LineReader.readLine(Properties.java:506)',
      'java.base/java.util.Properties.load0(Properties.java:422)',
      'java.base/java.util.Properties.load(Properties.java:411)',
      `${UTILS}.loadProps(Utils.java:630)`,
      caller,
    ]);
  }
  return noSuchFile(path, [
    ...NEW_BYTE_CHANNEL,
    'java.base/java.nio.file.spi.FileSystemProvider.newInputStream(FileSystemProvider.java:422)',
    'java.base/java.nio.file.Files.newInputStream(Files.java:160)',
    `${UTILS}.loadProps(Utils.java:629)`,
    caller,
  ]);
}

/** Files.readAllBytes. */
export function bytesUnread(path: string, found: NotAFile): JavaException {
  if (found === 'folder') {
    return isADirectory([
      'java.base/java.nio.file.Files.read(Files.java:3244)',
      'java.base/java.nio.file.Files.readAllBytes(Files.java:3295)',
    ]);
  }
  return noSuchFile(path, [
    ...NEW_BYTE_CHANNEL,
    'java.base/java.nio.file.Files.readAllBytes(Files.java:3288)',
  ]);
}

/** Utils.readFileAsString. */
export function textUnread(path: string, found: NotAFile): JavaException {
  const cause = bytesUnread(path, found);
  cause.passThrough([`${UTILS}.readFileAsString(Utils.java:697)`]);
  return new JavaException('java.io.IOException', `Unable to read file ${path}`, {
    cause,
    frames: [`${UTILS}.readFileAsString(Utils.java:700)`],
  });
}
