/**
 * Prints, repairs and chops transaction log files: what zkTxnLogToolkit.sh does, as a function of the
 * disk and of what was typed.
 *
 * Mirrors: TxnLogToolkit, LogChopper, 3.8.0; commons-cli's complaints.
 * Departs: a repaired file is not preallocated.
 * Read next: jute-text.ts.
 */
import type { Chunk, DiskView } from '../../kernel/disk.ts';
import { entryAt, fileLength, readChunks } from '../../kernel/disk.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { TxnBody, TxnType } from '../protocol/txn.ts';
import { counterOf, epochOf, toHex } from '../protocol/zxid.ts';
import type { TxnLogEntry } from '../persistence/txn-log-file.ts';
import { isFileHeader, isTxnLogEntry, logHeader } from '../persistence/txn-log-file.ts';
import { absolutePath } from './config-parsing.ts';
import { javaShortDateTime } from '../../java/format.ts';
import { aclListText, csvTxn, juteText } from './jute-text.ts';
import type { ToolResult } from './tool-result.ts';

const USAGE = `usage: TxnLogToolkit [-dhrvc] <txn_log_file_name> (-z <zxid>)
 -c,--chop         Chop mode. Chop txn file to a zxid.
 -d,--dump         Dump mode. Dump all entries of the log file with printing the content of a nodepath (default)
 -h,--help         Print help message
 -r,--recover      Recovery mode. Re-calculate CRC for broken entries.
 -v,--verbose      Be verbose in recovery mode: print all entries, not just fixed ones.
 -y,--yes          Non-interactive mode: repair all CRC errors without asking
 -z,--zxid <arg>   Used with chop. Zxid to which to chop.
`;

const OPTIONS: Readonly<Record<string, string>> = {
  chop: 'c',
  dump: 'd',
  help: 'h',
  recover: 'r',
  verbose: 'v',
  yes: 'y',
  zxid: 'z',
};

interface Asked {
  readonly flags: ReadonlySet<string>;
  readonly zxid: string | undefined;
  readonly file: string | undefined;
}

/** Runs it. `answers` are the words typed so far; the result may say that one more is needed. */
export function runTxnLogToolkit(
  disk: DiskView,
  cwd: string,
  words: readonly string[],
  answers: readonly string[] = [],
): ToolResult {
  const asked = parseOptions(words);
  if (typeof asked === 'string') return done(1, USAGE, `${asked}\n\n`);
  if (asked.flags.has('h')) return done(0, USAGE);
  if (asked.file === undefined) return done(1, USAGE);
  // Java's File('') names no file at all.
  const entry = asked.file === '' ? undefined : entryAt(disk, absolutePath(asked.file, cwd));
  if (entry === undefined) {
    return done(1, '', `File doesn't exist or not readable: ${asked.file}\n`);
  }
  const chunks = readChunks(disk, absolutePath(asked.file, cwd)) ?? [];
  if (asked.flags.has('c') && asked.zxid !== undefined) return chop(chunks, asked, cwd);
  if (asked.flags.has('r') && readChunks(disk, absolutePath(`${asked.file}.fixed`, cwd))) {
    return done(1, '', `Recovery file ${asked.file}.fixed already exists or not writable\n`);
  }
  if (entry.kind !== 'file') {
    return crashed(`java.io.FileNotFoundException: ${asked.file} (Is a directory)`);
  }
  if (fileLength(entry.content) < HEADER_BYTES) return crashed('java.io.EOFException');
  return dump(chunks, asked, cwd, answers);
}

/** Magic number, version and database id. */
const HEADER_BYTES = 16;

function crashed(cause: string): ToolResult {
  return done(1, '', `Exception in thread "main" ${cause}\n`);
}

function dump(
  chunks: readonly Chunk[],
  { file, flags }: Asked,
  cwd: string,
  answers: readonly string[],
): ToolResult {
  const name = file!.slice(file!.lastIndexOf('/') + 1);
  const header = chunks[0];
  if (!isFileHeader(header) || header.magic !== 'ZKLG') {
    return done(2, '', `Invalid magic number for ${name}\n`);
  }
  const isRecovering = flags.has('r');
  let out = 'ZooKeeper Transactional Log File with dbid 0 txnlog format version 2\n';
  const written: Chunk[] = [logHeader(0)];
  let fixed = 0;
  let answered = 0;
  const entries = entriesOf(chunks);
  for (const entry of entries) {
    let kept = entry;
    if (entry.isCorrupt === true && isRecovering && flags.has('y')) {
      out += `CRC FIXED - ${txnText(entry)}`;
      kept = repaired(entry);
      fixed++;
    } else if (entry.isCorrupt === true) {
      out += `CRC ERROR - ${txnText(entry)}`;
      let isAsking = isRecovering;
      while (isAsking) {
        out += 'Would you like to fix it (Yes/No/Abort) ? ';
        const answer = answers[answered++];
        if (answer === undefined) return { ...done(0, out), needsAnswer: true };
        const letter = answer[0]?.toUpperCase();
        if (letter === 'A') return done(0, out, 'Recovery aborted.\n');
        if (letter === 'Y') {
          kept = repaired(entry);
          fixed++;
        }
        isAsking = letter !== 'Y' && letter !== 'N';
      }
    }
    if (!isRecovering || flags.has('v')) out += txnText(entry);
    written.push(kept);
  }
  out += `EOF reached after ${entries.length} txns.\n`;
  if (!isRecovering) return done(0, out);
  out += `Recovery file ${file!}.fixed has been written with ${fixed} fixed CRC error(s)\n`;
  const path = absolutePath(`${file!}.fixed`, cwd);
  return { ...done(0, out), effects: [{ type: 'writeFile', path, chunks: written }] };
}

function chop(chunks: readonly Chunk[], { file, zxid: text }: Asked, cwd: string): ToolResult {
  const name = file!.slice(file!.lastIndexOf('/') + 1);
  if (!/^[+-]?(0[xX]|#)?[0-9a-fA-F]+$/.test(text!)) {
    return crashed(`java.lang.NumberFormatException: For input string: "${text!}"`);
  }
  const zxid = BigInt(text!.replace('#', '0x'));
  const header = chunks[0];
  const failed = `Got exception: Failed to chop ${name}\n`;
  if (!isFileHeader(header) || header.magic !== 'ZKLG') {
    return done(0, failed, 'Invalid magic number in txn log file\n');
  }
  let out = 'ZooKeeper Transactional Log File with dbid 0 txnlog format version 2\n';
  const written: Chunk[] = [logHeader(0)];
  const target = absolutePath(`${file!}.chopped${zxid}`, cwd);
  const write: Effect = { type: 'writeFile', path: target, chunks: written };
  let previous = -1n;
  let count = 0;
  let hasZxid = false;
  for (const entry of entriesOf(chunks)) {
    const own = entry.txn.header.zxid;
    if (entry.isCorrupt === true) {
      return { ...done(0, `${out}Got exception: CRC doesn't match\n`), effects: [write] };
    }
    if (own === zxid) hasZxid = true;
    if (previous !== -1n && own !== previous + 1n) {
      const isSameEpoch = epochOf(own) === epochOf(previous);
      if (isSameEpoch || counterOf(own) !== 1) {
        const kind = isSameEpoch ? 'intra' : 'inter';
        out += `There is ${kind}-epoch gap between ${toHex(previous)} and ${toHex(own)}\n`;
      }
    }
    previous = own;
    if (own > zxid) {
      if (count === 0 || !hasZxid) {
        out += `This log does not contain zxid ${toHex(zxid)}\n`;
        return { ...done(0, out + failed), effects: [write] };
      }
      out += `Chopping at ${toHex(zxid)} new log has ${count} records\n`;
      return { ...done(0, out), effects: [write] };
    }
    written.push(entry);
    count++;
  }
  return { ...done(0, `${out}EOF reached after ${count} txns.\n${failed}`), effects: [write] };
}

/** Entries up to the place where the file is not a row of entries any more. */
function entriesOf(chunks: readonly Chunk[]): readonly TxnLogEntry[] {
  const entries: TxnLogEntry[] = [];
  for (const chunk of chunks.slice(1)) {
    if (!isTxnLogEntry(chunk)) break;
    entries.push(chunk);
  }
  return entries;
}

function repaired({ record, bytes, txn }: TxnLogEntry): TxnLogEntry {
  return { record, bytes, txn };
}

/** Mirrors TxnLogToolkit.printTxn. */
function txnText({ txn: { header, body } }: TxnLogEntry): string {
  const cxid = (header.cxid >>> 0).toString(16);
  const text =
    `${javaShortDateTime(header.time)} session 0x${toHex(header.clientId)} cxid 0x${cxid} ` +
    `zxid 0x${toHex(header.zxid)} ${opName(header.type)} ${bodyText(body)}`;
  return text.endsWith('\n') ? text : `${text}\n`;
}

function bodyText(body: TxnBody): string {
  switch (body.type) {
    case 'create':
    case 'create2':
      return `${body.path},${body.data ?? ''},${aclListText(body.acl)},${body.ephemeral},${body.parentCVersion}`;
    case 'createContainer':
      return `${body.path},${body.data ?? ''},${aclListText(body.acl)},${body.parentCVersion}`;
    case 'createTTL':
      return `${body.path},${body.data ?? ''},${aclListText(body.acl)},${body.parentCVersion},${body.ttl ?? 0}`;
    case 'setData':
    case 'reconfig':
      return `${body.path},${body.data ?? ''},${body.version}`;
    case 'multi':
      return body.txns.map((txn) => `${opName(txn.type)}:${juteText(txn)}`).join(';');
    default:
      return csvTxn(body);
  }
}

/** Mirrors Request.op2String. */
function opName(type: TxnType): string {
  return type === 'createTTL' ? 'createTtl' : type;
}

/** Mirrors commons-cli's DefaultParser; a text is its complaint. */
function parseOptions(words: readonly string[]): Asked | string {
  const flags = new Set<string>();
  const files: string[] = [];
  let zxid: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!/^-./.test(word)) {
      files.push(word);
      continue;
    }
    const long = /^--?([a-z]{2,})(?:=(.*))?$/.exec(word);
    const name = long === null ? undefined : OPTIONS[long[1]!];
    const letters =
      name !== undefined ? [name] : /^-[cdhrvyz]+$/.test(word) ? [...word.slice(1)] : [];
    if (letters.length === 0) return `Unrecognized option: ${word}`;
    for (const letter of letters) {
      flags.add(letter);
      if (letter !== 'z') continue;
      zxid = long?.[2] ?? words[++at];
      if (zxid === undefined) return 'Missing argument for option: z';
    }
  }
  return { flags, zxid, file: files[0] };
}

function done(exitCode: number, stdout: string, stderr = ''): ToolResult {
  return { exitCode, stdout, stderr, effects: [], needsAnswer: false };
}
