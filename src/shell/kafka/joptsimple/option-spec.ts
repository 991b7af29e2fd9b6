/**
 * What options a tool has, as data.
 *
 *     const OPTIONS = {
 *       topic: requiredArg('topic', 'The topic …', { describedAs: 'topic', type: STRING }),
 *       list: flag('list', 'List all available topics.'),
 *     };
 *
 * Mirrors: joptsimple.OptionSpecBuilder, ArgumentAcceptingOptionSpec, NoArgumentOptionSpec, 5.0.4.
 * Read next: option-parser.ts, value-types.ts.
 */
import type { ValueType } from './value-types.ts';

export interface OptionSpec<V = unknown> {
  /** Short ones first; the first one sorts the usage table. */
  readonly names: readonly string[];
  readonly description: string;
  readonly argument: 'none' | 'required' | 'optional';
  /** describedAs. */
  readonly argumentDescription: string;
  /** Null: text, as it is without ofType. */
  readonly type: ValueType<V> | null;
  readonly defaults: readonly V[];
  /** withValuesSeparatedBy; null: the argument is one value. */
  readonly separator: string | null;
  readonly isRequired: boolean;
  /** Required, too, when this one is missing. */
  readonly requiredUnless: OptionSpec | null;
  /** It goes only with one of these; empty: with anything. */
  readonly availableIf: readonly OptionSpec[];
  /** With it on the command line nothing is missing. */
  readonly isForHelp: boolean;
}

export interface ArgumentOptions<V> {
  readonly describedAs?: string;
  readonly type?: ValueType<V>;
  readonly defaultsTo?: V | readonly V[];
  readonly separatedBy?: string;
  readonly isRequired?: boolean;
  readonly requiredUnless?: OptionSpec;
  readonly availableIf?: readonly OptionSpec[];
}

/** Several names are put in order: short before long. */
function arranged(names: string | readonly string[]): readonly string[] {
  if (typeof names === 'string') return [names];
  const sorted = [...names].sort();
  return [
    ...sorted.filter(({ length }) => length === 1),
    ...sorted.filter((one) => one.length > 1),
  ];
}

/** `accepts(name, description)`. */
export function flag(
  names: string | readonly string[],
  description = '',
  options: { readonly isForHelp?: boolean; readonly availableIf?: readonly OptionSpec[] } = {},
): OptionSpec<never> {
  return {
    names: arranged(names),
    description,
    argument: 'none',
    argumentDescription: '',
    type: null,
    defaults: [],
    separator: null,
    isRequired: false,
    requiredUnless: null,
    availableIf: options.availableIf ?? [],
    isForHelp: options.isForHelp === true,
  };
}

/** `accepts(name, description).withRequiredArg`. */
export function requiredArg<V = string>(
  names: string | readonly string[],
  description: string,
  options: ArgumentOptions<V> = {},
): OptionSpec<V> {
  return withArgument('required', names, description, options);
}

/** `accepts(name, description).withOptionalArg`. */
export function optionalArg<V = string>(
  names: string | readonly string[],
  description: string,
  options: ArgumentOptions<V> = {},
): OptionSpec<V> {
  return withArgument('optional', names, description, options);
}

function withArgument<V>(
  argument: 'required' | 'optional',
  names: string | readonly string[],
  description: string,
  options: ArgumentOptions<V>,
): OptionSpec<V> {
  const { defaultsTo } = options;
  const isList = Array.isArray(defaultsTo);
  const defaults = defaultsTo === undefined ? [] : isList ? (defaultsTo as V[]) : [defaultsTo as V];
  return {
    names: arranged(names),
    description,
    argument,
    argumentDescription: options.describedAs ?? '',
    type: options.type ?? null,
    defaults,
    separator: options.separatedBy ?? null,
    isRequired: options.isRequired === true,
    requiredUnless: options.requiredUnless ?? null,
    availableIf: options.availableIf ?? [],
    isForHelp: false,
  };
}

/** As messages of the tools write an option: `[topic]`. */
export function specText({ names }: OptionSpec): string {
  return `[${names.join(', ')}]`;
}
