/**
 * Reads and prints access control lists.
 *
 * Mirrors: org.apache.zookeeper.cli.AclParser, ZKUtil.getPermString, the record Id's toString, 3.8.0.
 */
import type { Acl } from '../../../engine/zookeeper/index.ts';
import { Perms } from '../../../engine/zookeeper/index.ts';

const letters: readonly (readonly [string, number])[] = [
  ['c', Perms.CREATE],
  ['d', Perms.DELETE],
  ['r', Perms.READ],
  ['w', Perms.WRITE],
  ['a', Perms.ADMIN],
];

/** `scheme:id:perms,…`; what cannot be read is complained about and left out. */
export function parseAcl(text: string, complain: (line: string) => void): readonly Acl[] {
  const acl: Acl[] = [];
  for (const part of javaSplit(text, ',')) {
    const first = part.indexOf(':');
    const last = part.lastIndexOf(':');
    if (first === -1 || first === last) {
      complain(`${part} does not have the form scheme:id:perm`);
      continue;
    }
    const id = { scheme: part.slice(0, first), id: part.slice(first + 1, last) };
    acl.push({ perms: parsePerms(part.slice(last + 1), complain), id });
  }
  return acl;
}

function parsePerms(text: string, complain: (line: string) => void): number {
  let perms = 0;
  for (const letter of text) {
    const known = letters.find(([name]) => name === letter);
    if (known === undefined) complain(`Unknown perm type: ${letter}`);
    else perms |= known[1];
  }
  return perms;
}

/** String.split: empty strings at the end are left out. */
function javaSplit(text: string, separator: string): string[] {
  const parts = text.split(separator);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}

/** `'world,'anyone` and `: cdrwa` on the next line. */
export function aclText({ id, perms }: Acl): string {
  const held = letters.filter(([, perm]) => (perms & perm) !== 0).map(([letter]) => letter);
  return `'${id.scheme},'${id.id}\n: ${held.join('')}\n`;
}
