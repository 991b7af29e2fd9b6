/**
 * Runs alone, before anything is drawn: theme, language and size as they were chosen, and whether
 * the first view's words, which are in the page already, may be shown until the page itself is here.
 * Put into the page itself by `ui/build/first-paint.ts`.
 */
import { applyLook, DARK_SYSTEM, STILL_SYSTEM, storedChoices } from './choices.ts';
import { isEmbedded } from './embed.ts';
import { parseRoute } from './route.ts';

const root = document.documentElement;
const choices = storedChoices();
const { theme, language } = choices;
applyLook(root, {
  ...choices,
  isDark: theme === 'system' ? matchMedia(DARK_SYSTEM).matches : theme === 'dark',
  isMotionReduced: choices.isMotionReduced || matchMedia(STILL_SYSTEM).matches,
});
if (!isEmbedded && parseRoute(location.hash).name === 'home') root.dataset['first'] = language;
