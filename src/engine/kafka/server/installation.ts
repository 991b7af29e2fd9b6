/**
 * Where the archive was unpacked to that a broker runs from.
 *
 * Mirrors: base_dir and LOG_DIR of bin/kafka-run-class.sh.
 * Departs: a process does not know the script that started it; its surroundings tell.
 */
import type { ProcessInfo } from '../../kernel/behavior.ts';
import type { DiskView } from '../../kernel/disk.ts';
import { entryAt } from '../../kernel/disk.ts';
import { absolutePath } from './config-building.ts';

/**
 * KAFKA_HOME; else the folder above `config` that the properties file lies in, or a folder `bin` of PATH
 * that has the start script; else /opt/kafka.
 */
export function installationOf({ argv, environment, cwd }: ProcessInfo, disk: DiskView): string {
  const given = environment['KAFKA_HOME'] ?? '';
  if (given !== '') return absolutePath(given, cwd);
  const beside = absolutePath(argv[1] ?? '', cwd).replace(/\/config\/[^/]*$/, '');
  const onPath = (environment['PATH'] ?? '')
    .split(':')
    .filter((folder) => folder.endsWith('/bin'))
    .map((folder) => absolutePath(folder.slice(0, -'/bin'.length), cwd));
  const candidates = [beside, ...onPath];
  return candidates.find((folder) => isInstallation(disk, folder)) ?? '/opt/kafka';
}

function isInstallation(disk: DiskView, folder: string): boolean {
  return entryAt(disk, `${folder}/bin/kafka-server-start.sh`) !== undefined;
}

/** Where the application's logs go. */
export function logFolderOf(process: ProcessInfo, installation: string): string {
  const given = process.environment['LOG_DIR'] ?? '';
  return given === '' ? `${installation}/logs` : absolutePath(given, process.cwd);
}
