/**
 * What a command line said.
 *
 * Mirrors: joptsimple.OptionSet, 5.0.4.
 */
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import type { OptionSpec } from './option-spec.ts';

/** Arguments by option; an option that was there without an argument has an empty list. */
export type DetectedOptions = ReadonlyMap<OptionSpec, readonly string[]>;

const VALUE_OF: Frames = ['joptsimple.OptionSet.valueOf(OptionSet.java:172)'];
const CONVERTED: Frames = [
  'joptsimple.ArgumentAcceptingOptionSpec.convert(ArgumentAcceptingOptionSpec.java:277)',
  'joptsimple.OptionSet.valuesOf(OptionSet.java:223)',
];

export class OptionSet {
  readonly #detected: DetectedOptions;
  /** As they were named, one as often as it was. */
  readonly specs: readonly OptionSpec[];
  readonly nonOptionArguments: readonly string[];

  constructor(
    detected: DetectedOptions,
    specs: readonly OptionSpec[],
    nonOptionArguments: readonly string[],
  ) {
    this.#detected = detected;
    this.specs = specs;
    this.nonOptionArguments = nonOptionArguments;
  }

  has(spec: OptionSpec): boolean {
    return this.#detected.has(spec);
  }

  /** The value, else the default, else null. Throws when there are several. */
  valueOf<V>(spec: OptionSpec<V>): V | null {
    const values = this.#values(spec, VALUE_OF);
    if (values.length <= 1) return values[0] ?? null;
    const message = `Found multiple arguments for option ${spec.names.join('/')}, but you asked for only one`;
    throw new JavaException('joptsimple.MultipleArgumentsForOptionException', message, {
      frames: ['joptsimple.OptionSet.valueOf(OptionSet.java:179)'],
    });
  }

  /** All values, else the defaults. */
  valuesOf<V>(spec: OptionSpec<V>): readonly V[] {
    return this.#values(spec, []);
  }

  #values<V>(spec: OptionSpec<V>, callers: Frames): readonly V[] {
    const texts = this.#detected.get(spec) ?? [];
    if (texts.length === 0) return spec.defaults;
    return texts.map((text) => convert(spec, text, callers));
  }
}

function convert<V>(spec: OptionSpec<V>, text: string, callers: Frames): V {
  const { type, names } = spec;
  if (type === null) return text as V;
  try {
    return type.convert(text);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    error.passThrough(['joptsimple.AbstractOptionSpec.convertWith(AbstractOptionSpec.java:90)']);
    const message = `Cannot parse argument '${text}' of option ${names.join('/')}`;
    const wrapper = new JavaException('joptsimple.OptionArgumentConversionException', message, {
      cause: error,
      frames: ['joptsimple.AbstractOptionSpec.convertWith(AbstractOptionSpec.java:92)'],
    });
    wrapper.passThrough([...CONVERTED, ...callers]);
    throw wrapper;
  }
}
