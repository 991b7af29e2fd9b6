/** ZooKeeper's words on the page, in the language that is chosen. They come with its panels. */
import { settings } from '../../app/settings.svelte.ts';
import { en } from './words.en.ts';
import type { ZooKeeperWords } from './words.en.ts';
import { zh } from './words.zh.ts';

/** Reactive. */
export function words(): ZooKeeperWords {
  return settings.language === 'zh' ? zh : en;
}
