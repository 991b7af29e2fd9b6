/** The service worker that the build writes. */
import { describe, expect, it } from 'vitest';
import { serviceWorker } from '../../../src/ui/build/offline.ts';

const files = [
  ['assets/a.js', 'aaaa'],
  ['index.html', 'bbbb'],
] as const;

/** Name of the cache: the worker's version. */
function versionOf(worker: string): string | undefined {
  return /PREFIX \+ '([0-9a-f]+)'/.exec(worker)?.[1];
}

describe('service worker', () => {
  it('is a script that parses and lists every file', () => {
    const worker = serviceWorker(files);
    expect(() => new Function(worker)).not.toThrow();
    for (const [file, hash] of files) expect(worker).toContain(JSON.stringify([file, hash]));
  });

  it('has another version when any file has changed, and the same when none has', () => {
    const changed = [files[0], ['index.html', 'cccc']] as const;
    expect(versionOf(serviceWorker(files))).toMatch(/^[0-9a-f]{12}$/);
    expect(versionOf(serviceWorker(changed))).not.toBe(versionOf(serviceWorker(files)));
    expect(versionOf(serviceWorker([...files]))).toBe(versionOf(serviceWorker(files)));
  });

  it('knows no address outside of its own folder', () => {
    expect(serviceWorker(files)).not.toMatch(/https?:\/\/|['"]\/[a-z]/);
  });
});
