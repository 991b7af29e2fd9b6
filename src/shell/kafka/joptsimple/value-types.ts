/**
 * What the arguments of options become.
 *
 * Mirrors: joptsimple.internal.Reflection (valueOf and constructors of Java's classes),
 * joptsimple.util.RegexMatcher and EnumConverter, 5.0.4.
 */
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import { doubleText, parseDouble, parseInteger, parseLong } from '../java/number-format.ts';

export interface ValueType<V> {
  /** As the usage table names it. */
  readonly shown: string;
  readonly isNumber: boolean;
  /** A value as usage tables print defaults. */
  print(value: V): string;
  /** Throws what upstream has as the cause of its OptionArgumentConversionException. */
  convert(text: string): V;
}

const REFLECTION: Frames = [
  'joptsimple.internal.Reflection.reflectionException(Reflection.java:136)',
  'joptsimple.internal.Reflection.invoke(Reflection.java:118)',
  'joptsimple.internal.MethodInvokingValueConverter.convert(MethodInvokingValueConverter.java:48)',
  'joptsimple.internal.Reflection.convertWith(Reflection.java:124)',
];

const INVOKED: Frames = [
  'java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method)',
  'java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke(NativeMethodAccessorImpl.java:77)',
  'java.base/jdk.internal.reflect.DelegatingMethodAccessorImpl.invoke(DelegatingMethodAccessorImpl.java:43)',
  'java.base/java.lang.reflect.Method.invoke(Method.java:569)',
  'joptsimple.internal.Reflection.invoke(Reflection.java:116)',
  ...REFLECTION.slice(2),
];

/** What a number's valueOf throws, as it comes through the reflection that calls it. */
function reflected<V>(convert: () => V): V {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    error.passThrough(INVOKED);
    throw new JavaException('joptsimple.internal.ReflectionException', error.toString(), {
      cause: error,
      frames: REFLECTION,
    });
  }
}

export const STRING: ValueType<string> = {
  shown: 'String',
  isNumber: false,
  print: (value) => value,
  convert: (text) => text,
};

export const INTEGER: ValueType<number> = {
  shown: 'Integer',
  isNumber: true,
  print: String,
  convert: (text) => reflected(() => parseInteger(text, 'valueOf')),
};

/** A plain number: exact up to 2^53. */
export const LONG: ValueType<number> = {
  shown: 'Long',
  isNumber: true,
  print: String,
  convert: (text) => reflected(() => parseLong(text, 'valueOf')),
};

export const DOUBLE: ValueType<number> = {
  shown: 'Double',
  isNumber: true,
  print: doubleText,
  convert: (text) => reflected(() => parseDouble(text, 'valueOf')),
};

/** RegexMatcher.regex. */
export function matching(pattern: string): ValueType<string> {
  const whole = new RegExp(`^(?:${pattern})$`);
  return {
    shown: pattern,
    isNumber: false,
    print: (value) => value,
    convert(text) {
      if (whole.test(text)) return text;
      const words = `Value [${text}] did not match regex [${pattern}]`;
      throw new JavaException('joptsimple.ValueConversionException', words, {
        frames: [
          'joptsimple.util.RegexMatcher.raiseValueConversionException(RegexMatcher.java:90)',
          'joptsimple.util.RegexMatcher.convert(RegexMatcher.java:76)',
          'joptsimple.util.RegexMatcher.convert(RegexMatcher.java:46)',
          'joptsimple.internal.Reflection.convertWith(Reflection.java:124)',
        ],
      });
    },
  };
}

/** EnumConverter: names in any case. */
export function enumeration<N extends string>(...names: readonly N[]): ValueType<N> {
  const pattern = `[${names.join(',')}]`;
  return {
    shown: pattern,
    isNumber: false,
    print: (value) => value,
    convert(text) {
      const found = names.find((name) => name.toUpperCase() === text.toUpperCase());
      if (found !== undefined) return found;
      const words = `Value [${text}] is not one of [${pattern}]`;
      throw new JavaException('joptsimple.ValueConversionException', words, {
        frames: [
          'joptsimple.util.EnumConverter.convert(EnumConverter.java:63)',
          'joptsimple.util.EnumConverter.convert(EnumConverter.java:41)',
          'joptsimple.internal.Reflection.convertWith(Reflection.java:124)',
        ],
      });
    },
  };
}
