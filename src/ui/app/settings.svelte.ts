/**
 * What the learner chose for the page as a whole, remembered in the browser. Applied to the root
 * element as attributes, so that CSS alone does the rest.
 */
import { onStoredElsewhere, readStored, writeStored } from './stored.ts';

export type Language = 'en' | 'zh';
export type Theme = 'system' | 'light' | 'dark';

/** Virtual milliseconds that pass in one second while messages travel. */
export const PACES = [0.5, 1.5, 3, 6, 15, 60, 1000] as const;

interface Stored {
  language: Language;
  theme: Theme;
  paceMsPerSecond: number;
  isIdleSkipped: boolean;
  arePingsShown: boolean;
  isMotionReduced: boolean;
  isContrastHigh: boolean;
  textScale: number;
  /** Single-letter shortcuts. */
  areKeysOn: boolean;
}

function defaults(): Stored {
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
const SOUND: { readonly [K in keyof Stored]?: (value: Stored[K]) => boolean } = {
  language: (value) => value === 'en' || value === 'zh',
  theme: (value) => value === 'system' || value === 'light' || value === 'dark',
  paceMsPerSecond: (value) => value >= PACES[0] && value <= 1000,
  textScale: (value) => value >= 0.5 && value <= 3,
};

/** Takes only what has the type of its default, and makes sense. */
function restored(): Stored {
  const base = defaults();
  const stored = readStored('settings');
  if (typeof stored !== 'object' || stored === null) return base;
  const known = Object.entries(stored).filter(([key, value]) => {
    const isSound = SOUND[key as keyof Stored] as ((value: unknown) => boolean) | undefined;
    return typeof value === typeof base[key as keyof Stored] && (isSound?.(value) ?? true);
  });
  return { ...base, ...Object.fromEntries(known) };
}

class Settings {
  #values = $state.raw<Stored>(restored());
  #systemIsDark = $state(false);
  #systemIsStill = $state(false);

  constructor() {
    this.#systemIsDark = watch('(prefers-color-scheme: dark)', (on) => (this.#systemIsDark = on));
    this.#systemIsStill = watch(
      '(prefers-reduced-motion: reduce)',
      (on) => (this.#systemIsStill = on),
    );
    onStoredElsewhere('settings', () => (this.#values = restored()));
  }

  get language() {
    return this.#values.language;
  }

  get theme() {
    return this.#values.theme;
  }

  get isDark() {
    return this.theme === 'system' ? this.#systemIsDark : this.theme === 'dark';
  }

  get paceMsPerSecond() {
    return this.#values.paceMsPerSecond;
  }

  get isIdleSkipped() {
    return this.#values.isIdleSkipped;
  }

  get arePingsShown() {
    return this.#values.arePingsShown;
  }

  get isMotionReduced() {
    return this.#values.isMotionReduced || this.#systemIsStill;
  }

  get isContrastHigh() {
    return this.#values.isContrastHigh;
  }

  get areKeysOn() {
    return this.#values.areKeysOn;
  }

  get textScale() {
    return this.#values.textScale;
  }

  set(change: Partial<Stored>): void {
    // What another tab has chosen meanwhile stays.
    this.#values = {
      ...this.#values,
      ...(readStored('settings') === undefined ? {} : restored()),
      ...change,
    };
    writeStored('settings', this.#values);
  }

  /** Puts the choices on the root element; run inside an effect. */
  apply(root: HTMLElement): void {
    root.dataset['theme'] = this.isDark ? 'dark' : 'light';
    root.dataset['motion'] = this.isMotionReduced ? 'reduced' : 'full';
    root.dataset['contrast'] = this.isContrastHigh ? 'high' : 'normal';
    root.style.setProperty('--text-scale', String(this.textScale));
    root.lang = this.language === 'zh' ? 'zh-Hans' : 'en';
  }
}

function watch(query: string, onChange: (matches: boolean) => void): boolean {
  if (typeof matchMedia === 'undefined') return false;
  const list = matchMedia(query);
  list.addEventListener('change', ({ matches }) => onChange(matches));
  return list.matches;
}

export const settings = new Settings();
