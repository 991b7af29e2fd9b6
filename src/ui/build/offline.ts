/**
 * Build plugin: writes the service worker, with the list of all files of the build and their hashes,
 * so that the page works without a network after the first visit.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

/** Not needed to run: pictures of READMEs, the worker itself. */
const LEFT_OUT = new Set(['sw.js', 'screenshot.png']);

export type PrecacheList = readonly (readonly [file: string, hash: string])[];

export function offline(): Plugin {
  let folder = '';
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    closeBundle() {
      // A build that failed has written nothing, and its own error is the one to show.
      if (!existsSync(folder)) return;
      writeFileSync(join(folder, 'sw.js'), serviceWorker(precacheList(folder)));
    },
  };
}

/** Every file of a folder with its hash, in order of name. */
function precacheList(folder: string): PrecacheList {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !LEFT_OUT.has(file) && !file.endsWith('.map'))
    .sort()
    .map((file) => [file, hashOf(readFileSync(join(folder, file)))] as const);
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/** The worker's text. Its version follows from the list, so that any change makes a new one. */
export function serviceWorker(files: PrecacheList): string {
  const version = hashOf(JSON.stringify(files));
  return `/* Written by the build. Keeps the page for use without a network. */
const FILES = new Map(${JSON.stringify(files)});
const PREFIX = 'ensemble ' + registration.scope + ' ';
const CACHE = PREFIX + '${version}';
const HASH = 'x-ensemble-hash';
const address = (file) => new URL(file === 'index.html' ? './' : file, registration.scope).href;

async function known(file, hash) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const found = await (await caches.open(name)).match(address(file));
    if (found && found.headers.get(HASH) === hash) return found;
  }
}

async function fetched(file, hash) {
  const answer = await fetch(address(file), { cache: 'no-cache' });
  if (!answer.ok) throw new Error(file + ': ' + answer.status);
  const headers = new Headers(answer.headers);
  headers.set(HASH, hash);
  return new Response(await answer.blob(), { headers });
}

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    [...FILES].map(async ([file, hash]) => {
      await cache.put(address(file), (await known(file, hash)) ?? (await fetched(file, hash)));
    }),
  );
}

/* The version before stays too: a tab that still shows it may need its parts. */
async function tidy() {
  const own = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(own.slice(0, -1).map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request) {
  const url = new URL(request.url);
  url.search = '';
  url.hash = '';
  if (url.href === registration.scope + 'index.html') url.href = registration.scope;
  const current = await (await caches.open(CACHE)).match(url.href);
  if (current) return current;
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const older = await (await caches.open(name)).match(url.href);
    if (older) return older;
  }
  return fetch(request);
}

addEventListener('install', (event) => event.waitUntil(fill()));
addEventListener('activate', (event) => event.waitUntil(tidy()));
addEventListener('message', (event) => {
  if (event.data === 'take over') skipWaiting();
});
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(registration.scope)) return;
  event.respondWith(answer(request));
});
`;
}
