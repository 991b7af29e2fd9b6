/**
 * Where every host has its Java; what a login sets JAVA_HOME to.
 *
 * Mirrors: Debian's openjdk-17-jre-headless.
 */
export const JAVA_HOME = '/usr/lib/jvm/java-17-openjdk-amd64';
