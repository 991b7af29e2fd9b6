/**
 * Usage and help of a parser.
 *
 * Mirrors: ArgumentParserImpl.printUsage, printHelp, ArgumentImpl.formatShortSyntax, formatHelpTitle, 0.7.0.
 * Read next: text.ts.
 */
import type { Argument, ArgumentParser, Command, ExclusiveGroup } from './arguments.ts';
import { destOf, parserOf, takesValue } from './arguments.ts';
import { WIDTH, entry, wrap } from './text.ts';

function metavarOf(argument: Argument): string {
  if (!takesValue(argument)) return '';
  const { choices, metavar } = argument;
  const name =
    metavar ?? (choices === undefined ? destOf(argument).toUpperCase() : `{${choices.join(',')}}`);
  return argument.isList === true ? `${name} [${name} ...]` : name;
}

function syntax(argument: Argument): string {
  const metavar = metavarOf(argument);
  return metavar === '' ? argument.flags[0]! : `${argument.flags[0]} ${metavar}`;
}

function bracketed(argument: Argument): string {
  return argument.isRequired === true ? syntax(argument) : `[${syntax(argument)}]`;
}

function groupsOf({ groups = [] }: ArgumentParser): readonly ExclusiveGroup[] {
  return groups;
}

function isInGroup(parser: ArgumentParser, argument: Argument): boolean {
  return groupsOf(parser).some((group) => group.arguments.includes(argument));
}

function groupSyntax({ arguments: all, isRequired }: ExclusiveGroup): readonly string[] {
  const [open, close] = isRequired ? ['(', ')'] : ['[', ']'];
  return all.flatMap((argument, index) => {
    const text = syntax(argument);
    if (index === 0) return [open + text];
    return ['|', index === all.length - 1 ? text + close : text];
  });
}

function commandsText({ commands = [] }: ArgumentParser): string {
  return `{${commands.map(({ name }) => name).join(',')}}`;
}

const LONGEST_PROG = 30;

/** `command`: the one whose usage is meant; null: that of the parser. */
export function usageText(parser: ArgumentParser, command: Command | null): string {
  const own = parserOf(parser, command);
  const words: string[] = [];
  if (command !== null) {
    words.push(...parser.arguments.filter(({ isRequired }) => isRequired === true).map(bracketed));
    words.push(command.name);
  }
  words.push(...own.arguments.filter((one) => !isInGroup(own, one)).map(bracketed));
  for (const group of groupsOf(own)) words.push(...groupSyntax(group));
  if ((own.commands ?? []).length > 0) words.push(commandsText(own), '...');
  return wordsText(`usage: ${parser.prog}`, words);
}

function wordsText(begin: string, words: readonly string[]): string {
  const isLong = begin.length > LONGEST_PROG;
  const indent = ' '.repeat(isLong ? 6 : begin.length);
  let text = isLong ? `${begin}\n${indent}` : begin;
  let width = isLong ? 12 : begin.length;
  let isFirst = true;
  for (const word of words) {
    if (!isFirst && width + word.length + 1 > WIDTH) {
      text += `\n${indent} ${word}`;
      width = indent.length + 1 + word.length;
    } else {
      text += ` ${word}`;
      width += 1 + word.length;
      isFirst = false;
    }
  }
  return `${text}\n`;
}

function argumentHelp(argument: Argument): string {
  const metavar = metavarOf(argument);
  const title = argument.flags
    .map((flag) => (metavar === '' ? flag : `${flag} ${metavar}`))
    .join(', ');
  const { help, action } = argument;
  const value = action === 'storeTrue' ? 'false' : argument.defaultsTo;
  if (value === undefined) return entry(title, help);
  return entry(title, `${help === '' ? '' : `${help} `}(default: ${value})`);
}

export function helpText(parser: ArgumentParser, command: Command | null): string {
  const own = parserOf(parser, command);
  let text = usageText(parser, command);
  if (own.description !== '') text += `\n${wrap(own.description, 0, '')}\n`;
  const { commands = [] } = own;
  if (commands.length > 0) {
    text += `\npositional arguments:\n${entry(commandsText(own), '')}`;
    for (const { name, help } of commands) text += entry(`  ${name}`, help);
  }
  const plain = own.arguments.filter((one) => !isInGroup(own, one));
  if (plain.length > 0) text += `\noptional arguments:\n${plain.map(argumentHelp).join('')}`;
  for (const group of groupsOf(own)) text += groupHelp(group);
  return text;
}

function groupHelp({ title, description, arguments: all }: ExclusiveGroup): string {
  const head = title === '' ? '' : `${title}:\n`;
  const about = description === '' ? '' : `  ${wrap(description, 2, '  ')}\n\n`;
  return `\n${head}${about}${all.map(argumentHelp).join('')}`;
}
