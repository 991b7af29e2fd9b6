/**
 * What is installed on hosts: the tools of /usr/bin, and what each system brings. A system is installed
 * once, before a world that has it is made; nothing is ever taken away.
 *
 * Mirrors: /usr/bin, and the folder of scripts of each system's release.
 * Departs: the tools of /usr/bin are listed by name, not found on the disk; a system's scripts are files.
 */
import type { Behavior, DiskView, Message } from '../../engine/index.ts';
import { entryAt, isFolder } from '../../engine/index.ts';

export interface Installation {
  /** What `help` calls it. */
  readonly title: string;
  /** Where its scripts are; stands in the PATH of a host that has this folder. */
  readonly folder: string;
  /** Programs by the name under which they are spawned; those that end in `.sh` are typed. */
  readonly programs: Readonly<Record<string, Behavior>>;
  /** Its tools in /usr/bin. */
  readonly tools: readonly string[];
  /** Programs that are Java's, with their main class. */
  readonly mainClasses: Readonly<Record<string, string>>;
  /** Programs that read standard input. */
  readonly readers: readonly string[];
  /** The message that a text is, when somebody types it to a port; null when it is just text. */
  messageOf(text: string): Message | null;
}

const TOOLS = '/usr/bin';

const installed: Installation[] = [];
const homes = new Map<string, string>();

/** Makes what a system brings known to every shell; again, and nothing changes. */
export function install(installation: Installation): void {
  if (installed.includes(installation)) return;
  installed.push(installation);
  for (const name of Object.keys(installation.programs)) {
    if (name.endsWith('.sh')) homes.set(name, installation.folder);
  }
  addTools(installation.tools);
}

/** Tools of /usr/bin. */
export function addTools(names: readonly string[]): void {
  for (const name of names) homes.set(name, TOOLS);
}

/** The folder in which a program is installed. */
export function homeOf(program: string): string | undefined {
  return homes.get(program);
}

/** Whether a program is one of /usr/bin, which needs no file to be there. */
export function isTool(program: string): boolean {
  return homes.get(program) === TOOLS;
}

/** Names that can be typed on a host, with the title of what brings them; tools have none. */
export function commandsOn(disk: DiskView): readonly { readonly name: string; title: string }[] {
  return [...homes]
    .filter(([name, home]) => home === TOOLS || entryAt(disk, `${home}/${name}`) !== undefined)
    .map(([name, home]) => ({
      name,
      title: installed.find(({ folder }) => folder === home)?.title ?? '',
    }));
}

/** What a login puts in front of the PATH: by name, whichever was loaded first. */
export function foldersOn(disk: DiskView): readonly string[] {
  const folders = installed.map(({ folder }) => folder);
  return folders.filter((folder) => isFolder(disk, folder)).sort();
}

/** The main class of a Java program; undefined when it is none. */
export function mainClassOf(program: string): string | undefined {
  for (const { mainClasses } of installed) {
    const main = mainClasses[program];
    if (main !== undefined) return main;
  }
  return undefined;
}

export function isReader(program: string): boolean {
  return installed.some(({ readers }) => readers.includes(program));
}

/** What a text becomes on its way to a port. */
export function messageOf(text: string): Message {
  for (const installation of installed) {
    const message = installation.messageOf(text);
    if (message !== null) return message;
  }
  return { type: 'RawText', text } as Message;
}
