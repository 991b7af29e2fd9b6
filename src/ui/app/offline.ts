/**
 * Registers the service worker when the page has nothing more urgent to do, and tells when a newer
 * version waits. Nothing is reloaded before the learner asks; runs are kept by then.
 */
import { isEmbedded } from './embed.ts';

/** `onUpdate` gets what makes the new version take over and reload. */
export function workOffline(onUpdate: (takeOver: () => void) => void): void {
  if (!import.meta.env.PROD || isEmbedded || typeof navigator === 'undefined') return;
  if (!('serviceWorker' in navigator)) return;
  const start = () => void register(onUpdate).catch(() => {});
  if (document.readyState === 'complete') start();
  else addEventListener('load', () => setTimeout(start, 1500), { once: true });
}

async function register(onUpdate: (takeOver: () => void) => void): Promise<void> {
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(new URL('sw.js', document.baseURI));
  const tell = () =>
    onUpdate(() => {
      const { waiting } = registration;
      // None waits any more when another tab has taken it: it answers here too by now.
      if (waiting === null) return location.reload();
      serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('take over');
    });
  if (registration.waiting !== null && serviceWorker.controller !== null) tell();
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && serviceWorker.controller !== null) tell();
    });
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void registration.update().catch(() => {});
  });
}
