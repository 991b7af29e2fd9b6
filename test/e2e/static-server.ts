/**
 * Serves the built page from a folder below the root, as a static host would: files only, compressed, no
 * fallback page, no headers that help. A path that is absolute by mistake gets a 404.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

/** The built page; `DIST=folder` names another one. */
export const dist = resolve(
  process.env['DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url)),
);
const folder = '/some/folder/';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export interface StaticServer {
  /** Address of the page, with a slash at its end. */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The file that a URL path names, or undefined where there is none. */
export function fileOf(urlPath: string, root: string = dist): string | undefined {
  if (!urlPath.startsWith(folder)) return undefined;
  const relative = normalize(decodeURIComponent(urlPath.slice(folder.length)));
  if (relative.startsWith('..')) return undefined;
  const path = join(root, relative);
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path;
  return existsSync(file) ? file : undefined;
}

/** Starts serving a folder, else the built page, on a port, else a free one. */
export async function serveBuiltPage(root: string = dist, wanted = 0): Promise<StaticServer> {
  if (!existsSync(join(root, 'index.html'))) {
    throw new Error('There is no built page: run `npm run build` first.');
  }
  const server = createServer((request, response) => {
    const file = fileOf(new URL(request.url ?? '/', 'http://localhost').pathname, root);
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
      return;
    }
    const type = types[extname(file)] ?? 'application/octet-stream';
    const isText = /text|json|svg/.test(type);
    if (isText && /\bgzip\b/.test(String(request.headers['accept-encoding']))) {
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' });
      createReadStream(file).pipe(createGzip()).pipe(response);
      return;
    }
    response.writeHead(200, { 'content-type': type });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${folder}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
