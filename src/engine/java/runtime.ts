/**
 * The Java that programs tell they run on: that of the recorded hosts.
 *
 * Mirrors: Debian 12's openjdk-17-jre-headless.
 */

/** Where every host has it; what a login sets JAVA_HOME to. */
export const JAVA_HOME = '/usr/lib/jvm/java-17-openjdk-amd64';

/** System properties, in the order in which org.apache.zookeeper.Environment lists them. */
export const JAVA_FACTS = {
  version: [
    ['java.version', '17.0.15'],
    ['java.vendor', 'Debian'],
    ['java.home', JAVA_HOME],
  ],
  /** They come behind java.class.path. */
  system: [
    [
      'java.library.path',
      '/usr/java/packages/lib:/usr/lib/x86_64-linux-gnu/jni:/lib/x86_64-linux-gnu:' +
        '/usr/lib/x86_64-linux-gnu:/usr/lib/jni:/lib:/usr/lib',
    ],
    ['java.io.tmpdir', '/tmp'],
    ['java.compiler', '<NA>'],
    ['os.name', 'Linux'],
    ['os.arch', 'amd64'],
    ['os.version', '6.1.0-28-amd64'],
  ],
} as const;
