/**
 * What the learner chose for the page as a whole, as the browser remembers it, and how it is put on
 * the root element. Without a framework, because the first paint needs it before anything is loaded.
 */
import { readStored } from './stored.ts';

export type Language = 'en' | 'zh';
export type Theme = 'system' | 'light' | 'dark';

/** Virtual milliseconds that pass in one second while messages travel. */
export const PACES = [0.5, 1.5, 3, 6, 15, 60, 1000] as const;

export interface Choices {
  readonly language: Language;
  readonly theme: Theme;
  readonly paceMsPerSecond: number;
  readonly isIdleSkipped: boolean;
  readonly arePingsShown: boolean;
  readonly isMotionReduced: boolean;
  readonly isContrastHigh: boolean;
  readonly textScale: number;
  /** Single-letter shortcuts. */
  readonly areKeysOn: boolean;
}

export const DARK_SYSTEM = '(prefers-color-scheme: dark)';
export const STILL_SYSTEM = '(prefers-reduced-motion: reduce)';

function defaults(): Choices {
  const isChinese = typeof navigator !== 'undefined' && navigator.language.startsWith('zh');
  return {
    language: isChinese ? 'zh' : 'en',
    theme: 'system',
    paceMsPerSecond: 6,
    isIdleSkipped: true,
    arePingsShown: false,
    isMotionReduced: false,
    isContrastHigh: false,
    textScale: 1,
    areKeysOn: true,
  };
}

/** What may stand where the type alone does not say it. */
const SOUND: { readonly [K in keyof Choices]?: (value: Choices[K]) => boolean } = {
  language: (value) => value === 'en' || value === 'zh',
  theme: (value) => value === 'system' || value === 'light' || value === 'dark',
  paceMsPerSecond: (value) => value >= PACES[0] && value <= 1000,
  textScale: (value) => value >= 0.5 && value <= 3,
};

/** Takes only what has the type of its default, and makes sense. */
export function storedChoices(): Choices {
  const base = defaults();
  const stored = readStored('settings');
  if (typeof stored !== 'object' || stored === null) return base;
  // By the names of the choices, not of what is stored: `__proto__` is no choice.
  const known = (Object.keys(base) as (keyof Choices)[]).flatMap((key) => {
    const value: unknown = Object.hasOwn(stored, key) ? Reflect.get(stored, key) : undefined;
    const isSound = SOUND[key] as ((value: unknown) => boolean) | undefined;
    return typeof value === typeof base[key] && (isSound?.(value) ?? true) ? [[key, value]] : [];
  });
  return { ...base, ...Object.fromEntries(known) };
}

/** What the root element shows of the choices and of what the system asks for. */
export interface Look {
  readonly isDark: boolean;
  readonly isMotionReduced: boolean;
  readonly isContrastHigh: boolean;
  readonly textScale: number;
  readonly language: Language;
}

export function applyLook(root: HTMLElement, look: Look): void {
  root.dataset['theme'] = look.isDark ? 'dark' : 'light';
  root.dataset['motion'] = look.isMotionReduced ? 'reduced' : 'full';
  root.dataset['contrast'] = look.isContrastHigh ? 'high' : 'normal';
  root.style.setProperty('--text-scale', String(look.textScale));
  root.lang = look.language === 'zh' ? 'zh-Hans' : 'en';
}
