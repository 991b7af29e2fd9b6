/**
 * The table of a tool's options.
 *
 * Mirrors: joptsimple.BuiltinHelpFormatter, internal.Rows and Columns, 5.0.4: 80 columns, 2 between.
 * Read next: line-breaks.ts.
 */
import { linePieces } from './line-breaks.ts';
import type { OptionSpec } from './option-spec.ts';

interface Row {
  readonly option: string;
  readonly description: string;
}

const OVERALL_WIDTH = 80;
const SEPARATOR_WIDTH = 2;

/** OptionParser.printHelpOn. */
export function usageTable(specs: readonly OptionSpec[]): string {
  const sorted = [...specs].sort((a, b) => (a.names[0]! < b.names[0]! ? -1 : 1));
  const required = specs.some(({ isRequired }) => isRequired) ? ' (* = required)' : '';
  const heading = `Option${required}`;
  const rows: readonly Row[] = [
    { option: heading, description: 'Description' },
    { option: '-'.repeat(heading.length), description: '-----------' },
    ...sorted.map((spec) => ({ option: optionText(spec), description: descriptionText(spec) })),
  ];
  return rendered(fitted(rows));
}

function optionText(spec: OptionSpec): string {
  const names = spec.names.map((name) => (name.length > 1 ? `--${name}` : `-${name}`));
  return `${spec.isRequired ? '* ' : ''}${names.join(', ')}${argumentText(spec)}`;
}

function argumentText({ argument, argumentDescription, type }: OptionSpec): string {
  if (argument === 'none') return '';
  const description = argumentDescription === '' ? '' : `: ${argumentDescription}`;
  const text = `${type?.shown ?? 'String'}${description}`;
  return argument === 'required' ? ` <${text}>` : ` [${text}]`;
}

function descriptionText({ description, defaults, type }: OptionSpec): string {
  if (defaults.length === 0) return description;
  const values = defaults.map((value) => type?.print(value) ?? String(value as string));
  const text = values.length === 1 ? values[0]! : `[${values.join(', ')}]`;
  return `${description} (default: ${text})`.trim();
}

interface Widths {
  readonly option: number;
  readonly description: number;
}

function widthsOf(rows: readonly Row[]): Widths {
  const widest = (key: keyof Row): number => Math.max(...rows.map((row) => row[key].length));
  const option = Math.min(Math.trunc((OVERALL_WIDTH - SEPARATOR_WIDTH) / 2), widest('option'));
  const left = OVERALL_WIDTH - option - SEPARATOR_WIDTH;
  return { option, description: Math.min(left, widest('description')) };
}

function fitted(rows: readonly Row[]): readonly Row[] {
  const widths = widthsOf(rows);
  return rows.flatMap((row) => {
    const options = piecesOf(row.option, widths.option);
    const descriptions = piecesOf(row.description, widths.description);
    const count = Math.max(options.length, descriptions.length);
    return Array.from({ length: count }, (_, i) => ({
      option: options[i] ?? '',
      description: descriptions[i] ?? '',
    }));
  });
}

function rendered(rows: readonly Row[]): string {
  const widths = widthsOf(rows);
  const gap = ' '.repeat(SEPARATOR_WIDTH);
  return rows
    .map(
      ({ option, description }) =>
        `${option.padEnd(widths.option)}${gap}${description.padEnd(widths.description)}\n`,
    )
    .join('');
}

/** A text in lines of the width; what follows the first one is indented. */
function piecesOf(text: string, width: number): readonly string[] {
  const lines = trimmed(text).split('\n');
  while (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines.flatMap((line) => {
    const pieces: string[] = [];
    let next = '';
    for (const word of linePieces(line)) {
      if (next.length + word.length > width) {
        pieces.push(next.replace(/[ \t\n\v\f\r]+$/, ''));
        next = `  ${word}`;
      } else next += word;
    }
    return next === '' ? pieces : [...pieces, next];
  });
}

/** String.trim. */
function trimmed(text: string): string {
  return text.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, '');
}
