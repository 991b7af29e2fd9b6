/**
 * Classes that a tool is told to load and cannot.
 *
 * Mirrors: Class.forName, a cast, Java 17.
 */
import { JavaException } from './exception.ts';

export function classNotFound(name: string): JavaException {
  return new JavaException('java.lang.ClassNotFoundException', name, {
    frames: [
      'java.base/jdk.internal.loader.BuiltinClassLoader.loadClass(BuiltinClassLoader.java:641)',
      'java.base/jdk.internal.loader.ClassLoaders$AppClassLoader.loadClass(ClassLoaders.java:188)',
      'java.base/java.lang.ClassLoader.loadClass(ClassLoader.java:525)',
      'java.base/java.lang.Class.forName0(Native Method)',
      'java.base/java.lang.Class.forName(Class.java:375)',
    ],
  });
}

/** A class of the JDK is something else than what is wanted. */
export function castFailure(name: string, wanted: string): JavaException {
  const text =
    `class ${name} cannot be cast to class ${wanted} (${name} is in module java.base of loader ` +
    `'bootstrap'; ${wanted} is in unnamed module of loader 'app')`;
  return new JavaException('java.lang.ClassCastException', text);
}
