/**
 * Records as text: in jute's CSV form, and as the bytes of a serialized record look in a terminal.
 *
 * Mirrors: CsvOutputArchive, Record.toString, BinaryOutputArchive, 3.8.0.
 * Departs: bytes that are no UTF-8 become one replacement character each.
 */
import type { Acl } from '../protocol/records.ts';
import type { TxnBody } from '../protocol/txn.ts';
import { utf8Length } from '../data/data-node.ts';

/** A string in CSV: quoted in front only. */
function csvString(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\0': '%00',
    '\n': '%0A',
    '\r': '%0D',
    ',': '%2C',
    '}': '%7D',
    '%': '%25',
  };
  return `'${text.replace(/[\0\n\r,}%]/g, (character) => escapes[character]!)}`;
}

/** One ACL: `31,s{'world,'anyone}`. */
function csvAcl({ perms, id }: Acl): string {
  return `${perms},s{${csvString(id.scheme)},${csvString(id.id)}}`;
}

/** A list of ACLs as Java prints a List of records. */
export function aclListText(acl: readonly Acl[]): string {
  return `[${acl.map((each) => `${csvAcl(each)}\n`).join(', ')}]`;
}

/** A transaction's record as its toString prints it. */
export function csvTxn(body: TxnBody): string {
  switch (body.type) {
    case 'createSession':
      return `${body.timeOut}\n`;
    case 'closeSession':
      return `v{${body.paths2Delete.map(csvString).join(',')}}\n`;
    case 'error':
      return `${body.err}\n`;
    case 'delete':
    case 'deleteContainer':
      return `${csvString(body.path)}\n`;
    case 'check':
      return `${csvString(body.path)},${body.version}\n`;
    case 'setACL':
      return `${csvString(body.path)},v{${body.acl.map((acl) => `s{${csvAcl(acl)}}`).join(',')}},${body.version}\n`;
    default:
      return '';
  }
}

/** The serialized record, read as UTF-8. */
export function juteText(body: TxnBody): string {
  switch (body.type) {
    case 'create':
    case 'create2':
      return (
        string(body.path) +
        string(body.data) +
        acls(body.acl) +
        (body.ephemeral ? '\u0001' : '\0') +
        int(body.parentCVersion)
      );
    case 'createContainer':
      return string(body.path) + string(body.data) + acls(body.acl) + int(body.parentCVersion);
    case 'createTTL':
      return (
        string(body.path) +
        string(body.data) +
        acls(body.acl) +
        int(body.parentCVersion) +
        int(Math.floor((body.ttl ?? 0) / 0x1_0000_0000)) +
        int((body.ttl ?? 0) | 0)
      );
    case 'delete':
    case 'deleteContainer':
      return string(body.path);
    case 'setData':
    case 'reconfig':
      return string(body.path) + string(body.data) + int(body.version);
    case 'setACL':
      return string(body.path) + acls(body.acl) + int(body.version);
    case 'check':
      return string(body.path) + int(body.version);
    case 'error':
      return int(body.err);
    default:
      return '';
  }
}

function int(value: number): string {
  let text = '';
  for (const shift of [24, 16, 8, 0]) {
    const byte = (value >> shift) & 0xff;
    text += byte < 0x80 ? String.fromCharCode(byte) : '\ufffd';
  }
  return text;
}

function string(text: string | null): string {
  return text === null ? int(-1) : int(utf8Length(text)) + text;
}

function acls(acl: readonly Acl[]): string {
  const each = acl.map(({ perms, id }) => int(perms) + string(id.scheme) + string(id.id));
  return int(acl.length) + each.join('');
}
