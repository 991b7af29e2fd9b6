/**
 * Build plugin: puts a Content-Security-Policy into the built page. A static host sends no headers
 * of its own, so the page says itself that nothing but its own files may run or be fetched. A script
 * that the build has put into the page is named by its hash.
 *
 * Departs from the strictest policy in one place: styles may be inline, because xterm writes its
 * colours and cell sizes into a style element that it makes at run time. Scripts may not.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** Directives of the page, in the order in which they are written. */
export const policy: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
  'worker-src': "'self' blob:",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/**
 * Adds the policy at the head's beginning, before anything it governs; only the encoding stands
 * before it, which browsers look for in the first 1,024 bytes.
 */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => ({
        html: html.replace(/\s*<meta charset="utf-8" \/>/, ''),
        tags: [
          { charset: 'utf-8' },
          { 'http-equiv': 'Content-Security-Policy', content: policyFor(html) },
        ].map((attrs) => ({ tag: 'meta', attrs, injectTo: 'head-prepend' })),
      }),
    },
  };
}

/** The policy's text, with the hashes of the scripts that the page holds. */
export function policyFor(html: string): string {
  const hashes = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, code]) => {
    return `'sha256-${createHash('sha256').update(code!).digest('base64')}'`;
  });
  const scripts = ['script-src', policy['script-src'], ...hashes].join(' ');
  return Object.entries(policy)
    .map(([name, value]) => (name === 'script-src' ? scripts : `${name} ${value}`))
    .join('; ');
}
