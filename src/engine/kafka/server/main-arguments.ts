/**
 * The command line of a broker, and its properties file.
 *
 * Mirrors: kafka.Kafka.getPropsFromArgs, kafka.utils.CommandLineUtils, Utils.loadProps, joptsimple's
 * OptionParser, 2.8.0.
 * Read next: broker.ts.
 */
import { parseProperties } from '../../java/properties.ts';
import type { DiskView } from '../../kernel/disk.ts';
import { isFolder, readText } from '../../kernel/disk.ts';
import { propertiesUnread } from '../config/unread-file.ts';
import { absolutePath } from './config-building.ts';
import { JavaException } from '../../java/exception.ts';
import type { KafkaRelease } from '../release.ts';

/** What the command line asks for. */
export type MainArguments =
  | { readonly type: 'run'; readonly originals: Readonly<Record<string, string>> }
  | { readonly type: 'version' }
  /** Text for standard error; exit code 1. */
  | { readonly type: 'usage'; readonly text: string };

/** 2.2 does not know the last one. */
function options(isNewer: boolean): string {
  return [
    'Option               Description                                         ',
    '------               -----------                                         ',
    '--override <String>  Optional property that should override values set in',
    '                       server.properties file                            ',
    ...(isNewer
      ? ['--version            Print version information and exit.                 ']
      : []),
    '',
  ].join('\n');
}

function usage(isNewer: boolean): string {
  const name = isNewer ? 'kafka.Kafka' : 'KafkaServer';
  return `USAGE: java [options] ${name} server.properties [--override property=value]*`;
}

/** `args` without the program's name. Throws JavaException. */
export function mainArguments(
  args: readonly string[],
  { cwd, release }: { readonly cwd: string; readonly release: KafkaRelease },
  disk: DiskView,
): MainArguments {
  const isNewer = release === '2.8.0';
  if (args.length === 0 || (isNewer && args.includes('--help'))) {
    return { type: 'usage', text: `${usage(isNewer)}\n${options(isNewer)}` };
  }
  if (isNewer && args.includes('--version')) return { type: 'version' };
  const originals = loadProperties(args[0]!, cwd, disk);
  const { overrides, others } = parseOptions(args.slice(1));
  if (others.length > 0) {
    const complaint = `Found non argument parameters: ${others.join(',')}`;
    return { type: 'usage', text: `${complaint}\n${options(isNewer)}` };
  }
  for (const pair of overrides) {
    const equals = pair.indexOf('=');
    const [key, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    originals[key] = value;
  }
  return { type: 'run', originals };
}

const MAIN = ['kafka.Kafka$.main(Kafka.scala:86)', 'kafka.Kafka.main(Kafka.scala)'];
const IN_LOAD = ['kafka.Kafka$.getPropsFromArgs(Kafka.scala:52)', ...MAIN];

function loadProperties(file: string, cwd: string, disk: DiskView): Record<string, string> {
  const path = absolutePath(file, cwd);
  const text = file === '' ? undefined : readText(disk, path);
  if (text !== undefined) return Object.fromEntries(parseProperties(text));
  const unread = propertiesUnread(file, file !== '' && isFolder(disk, path) ? 'folder' : 'nothing');
  unread.passThrough(IN_LOAD);
  throw unread;
}

const IN_PARSE = [
  'joptsimple.OptionParser.parse(OptionParser.java:396)',
  'kafka.Kafka$.getPropsFromArgs(Kafka.scala:55)',
  ...MAIN,
];

/** `--override x`, `--override=x` and the same with one dash; what is no option is left over. */
function parseOptions(args: readonly string[]): {
  readonly overrides: readonly string[];
  readonly others: readonly string[];
} {
  const overrides: string[] = [];
  const others: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      others.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      others.push(arg);
      continue;
    }
    const isLong = arg.startsWith('--');
    const [, name, , value] = /^--?([^=]*)(=(.*))?$/s.exec(arg)!;
    if (name !== 'override') throw unrecognized(name!, isLong);
    if (value !== undefined) overrides.push(value);
    else if (at + 1 < args.length) overrides.push(args[++at]!);
    else throw missingArgument(isLong);
  }
  return { overrides, others };
}

/** One dash stands for a cluster of letters, of which the first is not known. */
function unrecognized(name: string, isLong: boolean): JavaException {
  const parser = 'joptsimple.OptionParser';
  const ways = isLong
    ? [
        `${parser}.handleLongOptionToken(OptionParser.java:510)`,
        'joptsimple.OptionParserState$2.handleArgument(OptionParserState.java:56)',
      ]
    : [
        `${parser}.validateOptionCharacters(OptionParser.java:633)`,
        `${parser}.handleShortOptionCluster(OptionParser.java:528)`,
        `${parser}.handleShortOptionToken(OptionParser.java:523)`,
        'joptsimple.OptionParserState$2.handleArgument(OptionParserState.java:59)',
      ];
  return new JavaException(
    'joptsimple.UnrecognizedOptionException',
    `${isLong ? name : name.slice(0, 1)} is not a recognized option`,
    {
      frames: [
        'joptsimple.OptionException.unrecognizedOption(OptionException.java:108)',
        ...ways,
        ...IN_PARSE,
      ],
    },
  );
}

function missingArgument(isLong: boolean): JavaException {
  const [method, line, state] = isLong
    ? ['handleLongOptionToken', 513, 56]
    : ['handleShortOptionToken', 521, 59];
  return new JavaException(
    'joptsimple.OptionMissingRequiredArgumentException',
    'Option override requires an argument',
    {
      frames: [
        'joptsimple.RequiredArgumentOptionSpec.detectOptionArgument(RequiredArgumentOptionSpec.java:48)',
        'joptsimple.ArgumentAcceptingOptionSpec.handleOption(ArgumentAcceptingOptionSpec.java:257)',
        `joptsimple.OptionParser.${method}(OptionParser.java:${line})`,
        `joptsimple.OptionParserState$2.handleArgument(OptionParserState.java:${state})`,
        ...IN_PARSE,
      ],
    },
  );
}
