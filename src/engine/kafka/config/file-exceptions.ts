/**
 * What java.nio.file throws of a file that cannot be read.
 *
 * Mirrors: sun.nio.fs.UnixException, sun.nio.ch.FileChannelImpl, Java 17.
 */
import type { Frames } from '../../java/exception.ts';
import { JavaException } from '../../java/exception.ts';

/** Files.newByteChannel, as far as it never differs. */
export const NEW_BYTE_CHANNEL: Frames = [
  'java.base/sun.nio.fs.UnixFileSystemProvider.newByteChannel(UnixFileSystemProvider.java:218)',
  'java.base/java.nio.file.Files.newByteChannel(Files.java:380)',
  'java.base/java.nio.file.Files.newByteChannel(Files.java:432)',
];

/** Thrown on opening; `frames` are those of the method that opens. */
export function noSuchFile(path: string, frames: Frames): JavaException {
  return new JavaException('java.nio.file.NoSuchFileException', path, {
    frames: [
      'java.base/sun.nio.fs.UnixException.translateToIOException(UnixException.java:92)',
      'java.base/sun.nio.fs.UnixException.rethrowAsIOException(UnixException.java:106)',
      'java.base/sun.nio.fs.UnixException.rethrowAsIOException(UnixException.java:111)',
      ...frames,
    ],
  });
}

/** A folder opens; reading it throws. `frames` are those of the method that reads. */
export function isADirectory(frames: Frames): JavaException {
  return new JavaException('java.io.IOException', 'Is a directory', {
    frames: [
      'java.base/sun.nio.ch.FileDispatcherImpl.read0(Native Method)',
      'java.base/sun.nio.ch.FileDispatcherImpl.read(FileDispatcherImpl.java:48)',
      'java.base/sun.nio.ch.IOUtil.readIntoNativeBuffer(IOUtil.java:330)',
      'java.base/sun.nio.ch.IOUtil.read(IOUtil.java:296)',
      'java.base/sun.nio.ch.IOUtil.read(IOUtil.java:273)',
      'java.base/sun.nio.ch.FileChannelImpl.read(FileChannelImpl.java:232)',
      'java.base/sun.nio.ch.ChannelInputStream.read(ChannelInputStream.java:65)',
      'java.base/sun.nio.ch.ChannelInputStream.read(ChannelInputStream.java:107)',
      'java.base/sun.nio.ch.ChannelInputStream.read(ChannelInputStream.java:101)',
      ...frames,
    ],
  });
}
