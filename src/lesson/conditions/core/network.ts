/**
 * Conditions over networks and disks: cut and slow paths, slow disks, files that are gone.
 */
import type { Condition } from '../../condition.ts';
import { overState } from '../../condition.ts';
import { entryAt, listFolder } from '../../../engine/index.ts';
import { fill, t } from '../../text.ts';

const notCut = t('No network is cut at the moment.', '目前没有网络被切断。');
const stillCut = t('A cut is still in place.', '还有网络处于切断状态。');

/** Some network path is cut (to or from the named host, when one is named). */
export function networkCut(host?: string): Condition {
  return overState(
    'networkCut',
    ({ world }) =>
      world.rules.some(
        (rule) =>
          rule.kind === 'cut' &&
          (host === undefined || rule.from.startsWith(host) || rule.to.startsWith(host)),
      ),
    () => notCut,
  );
}

/** No cut is in place. */
export function networkWhole(): Condition {
  return overState(
    'networkWhole',
    ({ world }) => world.rules.every(({ kind }) => kind !== 'cut'),
    () => stillCut,
  );
}

const stillSlow = t('Some network path is still slow.', '还有网络路径处于变慢状态。');
const notSlow = t(
  'Nothing slows down what `{from}` sends to `{to}`.',
  '`{from}` 发给 `{to}` 的消息目前没有变慢。',
);

/** What one host sends to another has extra latency. */
export function networkSlow(from: string, to: string): Condition {
  return overState(
    `networkSlow ${from} ${to}`,
    ({ world }) =>
      world.rules.some((rule) => rule.kind === 'latency' && rule.from === from && rule.to === to),
    () => fill(notSlow, { from, to }),
  );
}

/** No network path has extra latency. */
export function networkFast(): Condition {
  return overState(
    'networkFast',
    ({ world }) => world.rules.every(({ kind }) => kind !== 'latency'),
    () => stillSlow,
  );
}

const diskSlow = t('The disk of `{host}` is still slow.', '`{host}` 的磁盘还处于变慢状态。');
const diskFast = t('The disk of `{host}` is not slow.', '`{host}` 的磁盘没有变慢。');

/** The disk of a host is slow (or, with false, is not). */
export function diskIsSlow(host: string, isSlow = true): Condition {
  return overState(
    `diskIsSlow ${host} ${isSlow}`,
    ({ world }) =>
      world.rules.some((rule) => rule.kind === 'slowDisk' && rule.host === host) === isSlow,
    () => fill(isSlow ? diskFast : diskSlow, { host }),
  );
}

const stillFiles = t(
  '`{path}` is still on the disk of `{host}`.',
  '`{host}` 的磁盘上还有 `{path}`。',
);

/** A file is not there, or a folder is not there or empty, in whatever way it was removed. */
export function diskLacks(host: string, path: string): Condition {
  return overState(
    `diskLacks ${host} ${path}`,
    ({ world }) => {
      const disk = world.hosts.get(host)?.disk;
      if (disk === undefined) return false;
      return entryAt(disk, path) === undefined || listFolder(disk, path)?.length === 0;
    },
    () => fill(stillFiles, { host, path }),
  );
}
