/**
 * Reads a command line by a tool's options.
 *
 * Mirrors: joptsimple.OptionParser and its states, 5.0.4: `--name value`, `--name=value`, `-name value`,
 * clusters of single letters, abbreviations where a tool allows them, `--` before what is no option.
 * Departs: of its dependences between options there are those that Kafka's tools use.
 * Read next: option-spec.ts, help-formatter.ts.
 */
import { hashCode, javaHashOrder } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import { OptionSet } from './option-set.ts';
import type { OptionSpec } from './option-spec.ts';

export interface ParserOptions {
  /** Options of which only one may be there. */
  readonly mutuallyExclusive?: readonly OptionSpec[];
  /** A name may be shortened as far as it stays clear. The tools of core do not allow it. */
  readonly allowsAbbreviations?: boolean;
}

/** An exception's class and its own frames, when a command line is wrong. */
export function isOptionException(error: unknown): boolean {
  return error instanceof JavaException && OPTION_EXCEPTIONS.has(error.exception);
}

const OPTION_EXCEPTIONS: ReadonlySet<string> = new Set(
  [
    'MissingRequiredOptionsException',
    'MultipleArgumentsForOptionException',
    'OptionArgumentConversionException',
    'OptionMissingRequiredArgumentException',
    'UnavailableOptionException',
    'UnrecognizedOptionException',
  ].map((name) => `joptsimple.${name}`),
);

const LONG_TOKEN: Frames = [
  'joptsimple.OptionParserState$2.handleArgument(OptionParserState.java:56)',
  'joptsimple.OptionParser.parse(OptionParser.java:396)',
];
const SHORT_TOKEN: Frames = [
  'joptsimple.OptionParserState$2.handleArgument(OptionParserState.java:59)',
  'joptsimple.OptionParser.parse(OptionParser.java:396)',
];
const CLUSTER = 'joptsimple.OptionParser.handleShortOptionCluster(OptionParser.java:';
const SHORT = 'joptsimple.OptionParser.handleShortOptionToken(OptionParser.java:';

interface Parsing {
  readonly specs: readonly OptionSpec[];
  readonly allowsAbbreviations: boolean;
  readonly words: readonly string[];
  at: number;
  readonly detected: Map<OptionSpec, string[]>;
  readonly inOrder: OptionSpec[];
  readonly operands: string[];
}

/** Throws OptionExceptions, which have the frames down to `OptionParser.parse`. */
export function parseOptions(
  specs: readonly OptionSpec[],
  words: readonly string[],
  { allowsAbbreviations = false, mutuallyExclusive = [] }: ParserOptions = {},
): OptionSet {
  const detected = new Map<OptionSpec, string[]>();
  const parsing: Parsing = {
    ...{ specs, allowsAbbreviations, words },
    ...{ at: 0, detected, inOrder: [], operands: [] },
  };
  let isOver = false;
  while (parsing.at < words.length) {
    const word = words[parsing.at++]!;
    if (isOver) parsing.operands.push(word);
    else if (word === '--') isOver = true;
    else if (word.startsWith('--')) takeLong(parsing, word.slice(2));
    else if (word.startsWith('-') && word !== '-') takeShort(parsing, word.slice(1));
    else parsing.operands.push(word);
  }
  demandRequired(parsing);
  demandAllowed(parsing, mutuallyExclusive);
  return new OptionSet(detected, parsing.inOrder, parsing.operands);
}

/** The option of a name, or of the only name that begins so. */
function specFor({ specs, allowsAbbreviations }: Parsing, name: string): OptionSpec | undefined {
  const exact = specs.find(({ names }) => names.includes(name));
  if (exact !== undefined || !allowsAbbreviations || name === '') return exact;
  const begun = specs.flatMap((spec) =>
    spec.names.filter((each) => each.startsWith(name)).map(() => spec),
  );
  return begun.length === 1 ? begun[0] : undefined;
}

function unrecognized(name: string, frames: Frames): JavaException {
  const message = `${name} is not a recognized option`;
  return new JavaException('joptsimple.UnrecognizedOptionException', message, {
    frames: ['joptsimple.OptionException.unrecognizedOption(OptionException.java:108)', ...frames],
  });
}

function splitValue(token: string): readonly [name: string, value: string | null] {
  const at = token.indexOf('=');
  return at === -1 ? [token, null] : [token.slice(0, at), token.slice(at + 1)];
}

function takeLong(parsing: Parsing, token: string): void {
  const [name, value] = splitValue(token);
  const handler = 'joptsimple.OptionParser.handleLongOptionToken(OptionParser.java:';
  const spec = specFor(parsing, name);
  if (spec === undefined) throw unrecognized(name, [`${handler}510)`, ...LONG_TOKEN]);
  take(parsing, spec, value, [`${handler}513)`, ...LONG_TOKEN]);
}

function takeShort(parsing: Parsing, token: string): void {
  const [name, value] = splitValue(token);
  const spec = specFor(parsing, name);
  if (spec !== undefined) return take(parsing, spec, value, [`${SHORT}521)`, ...SHORT_TOKEN]);
  takeCluster(parsing, token);
}

/** Single letters; the first that takes an argument has the rest as its argument. */
function takeCluster(parsing: Parsing, token: string): void {
  for (const letter of token) {
    const spec = specFor(parsing, letter);
    if (spec === undefined) {
      throw unrecognized(letter, [
        'joptsimple.OptionParser.validateOptionCharacters(OptionParser.java:633)',
        `${CLUSTER}528)`,
        `${SHORT}523)`,
        ...SHORT_TOKEN,
      ]);
    }
    if (spec.argument !== 'none') break;
  }
  for (let i = 0; i < token.length; i++) {
    const spec = specFor(parsing, token.charAt(i))!;
    const frames = [`${CLUSTER}539)`, `${SHORT}523)`, ...SHORT_TOKEN];
    if (spec.argument !== 'none' && i + 1 < token.length) {
      return take(parsing, spec, token.slice(i + 1), frames);
    }
    take(parsing, spec, null, frames);
  }
}

/** AbstractOptionSpec.handleOption. */
function take(parsing: Parsing, spec: OptionSpec, value: string | null, frames: Frames): void {
  if (spec.argument === 'none') return add(parsing, spec, null);
  if (value !== null) return addArguments(parsing, spec, value);
  const next = parsing.words[parsing.at];
  if (spec.argument === 'optional') {
    if (next === undefined || !isArgument(spec, next)) return add(parsing, spec, null);
  } else if (next === undefined) {
    const message = `Option ${spec.names.join('/')} requires an argument`;
    throw new JavaException('joptsimple.OptionMissingRequiredArgumentException', message, {
      frames: [
        'joptsimple.RequiredArgumentOptionSpec.detectOptionArgument(RequiredArgumentOptionSpec.java:48)',
        'joptsimple.ArgumentAcceptingOptionSpec.handleOption(ArgumentAcceptingOptionSpec.java:257)',
        ...frames,
      ],
    });
  }
  parsing.at++;
  addArguments(parsing, spec, next!);
}

/** Whether the next word is the argument of an option that can do without one. */
function isArgument(spec: OptionSpec, word: string): boolean {
  const looksLikeOption = word.startsWith('-') && word !== '-' && word !== '--';
  const isNumber = spec.type !== null && spec.type.isNumber;
  return (!looksLikeOption || isNumber) && canConvert(spec, word);
}

function canConvert({ type, separator }: OptionSpec, word: string): boolean {
  try {
    for (const part of parts(word, separator)) type?.convert(part);
    return true;
  } catch {
    return false;
  }
}

/** StringTokenizer: no empty parts. */
function parts(text: string, separator: string | null): readonly string[] {
  return (separator === null ? [text] : text.split(separator)).filter((part) => part !== '');
}

function addArguments(parsing: Parsing, spec: OptionSpec, text: string): void {
  const all = parts(text, spec.separator);
  for (const part of all.length === 0 ? [text] : all) add(parsing, spec, part);
}

function add({ detected, inOrder }: Parsing, spec: OptionSpec, value: string | null): void {
  inOrder.push(spec);
  const values = detected.get(spec) ?? [];
  if (value !== null) values.push(value);
  detected.set(spec, values);
}

function demandRequired({ specs, detected, allowsAbbreviations }: Parsing): void {
  if (isHelpPresent(detected)) return;
  const textsOf = (missing: (spec: OptionSpec) => boolean): readonly string[] =>
    specs
      .filter((spec) => !detected.has(spec) && missing(spec))
      .map(({ names }) => names.join('/'));
  const required = textsOf(({ isRequired }) => isRequired);
  const order = [
    ...(allowsAbbreviations ? [...required].sort() : inTableOrder(specs, required)),
    ...textsOf(({ requiredUnless }) => requiredUnless !== null && !detected.has(requiredUnless)),
  ];
  if (order.length === 0) return;
  const message = `Missing required option(s) [${order.join(', ')}]`;
  throw new JavaException('joptsimple.MissingRequiredOptionsException', message, {
    frames: [
      'joptsimple.OptionParser.ensureRequiredOptions(OptionParser.java:426)',
      'joptsimple.OptionParser.parse(OptionParser.java:400)',
    ],
  });
}

function isHelpPresent(detected: ReadonlyMap<OptionSpec, unknown>): boolean {
  return [...detected.keys()].some(({ isForHelp }) => isForHelp);
}

function demandAllowed({ detected }: Parsing, exclusive: readonly OptionSpec[]): void {
  if (isHelpPresent(detected)) return;
  const all = [...detected.keys()];
  const lonely = all.filter(
    ({ availableIf }) => availableIf.length > 0 && !availableIf.some((spec) => detected.has(spec)),
  );
  const together = exclusive.filter((spec) => detected.has(spec));
  const forbidden = [...inListOrder(lonely), ...(together.length > 1 ? inListOrder(together) : [])];
  if (forbidden.length === 0) return;
  const texts = forbidden.map(({ names }) => names.join('/')).join(', ');
  const message = `Option(s) [${texts}] are unavailable given other options on the command line`;
  throw new JavaException('joptsimple.UnavailableOptionException', message, {
    frames: [
      'joptsimple.OptionParser.ensureAllowedOptions(OptionParser.java:434)',
      'joptsimple.OptionParser.parse(OptionParser.java:401)',
    ],
  });
}

/** The order of a hash map whose keys are lists of names. */
function inListOrder(specs: readonly OptionSpec[]): readonly OptionSpec[] {
  const bucket = ({ names }: OptionSpec): number => {
    const hash = names.reduce((sum, name) => (Math.imul(31, sum) + hashCode(name)) | 0, 1);
    return (hash ^ (hash >>> 16)) & 15;
  };
  return [...specs].sort((a, b) => bucket(a) - bucket(b));
}

/** The order of the copied hash table of all names. */
function inTableOrder(specs: readonly OptionSpec[], texts: readonly string[]): readonly string[] {
  const names = [...specs.flatMap((spec) => spec.names), '[arguments]'];
  return javaHashOrder(names).filter((name) => texts.includes(name));
}
