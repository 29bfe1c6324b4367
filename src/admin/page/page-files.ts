import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdminAnswer } from '../route/admin-answer.ts';

/** By the path under which the second listener answers them. */
export type PageFiles = ReadonlyMap<string, AdminAnswer>;

const files = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
] as const;

/** They say nothing of the gateway: everybody may ask for them, also by a link from elsewhere. */
export const pageFilePaths: ReadonlySet<string> = new Set(files.map(([path]) => path));

/**
 * What the page may do in a browser: load its own files and ask its own origin, and nothing else. No page may show it in a frame, and no text
 * becomes code.
 */
const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const;

/**
 * Reads the files of the page once: those on disk may be those of another version later.
 *
 * @throws the system's error where one cannot be read
 */
export function readPageFiles(folder: string): PageFiles {
  return new Map(
    files.map(([path, name, contentType]) => [
      path,
      { status: 200, body: readFileSync(join(folder, name), 'utf8'), contentType, headers },
    ]),
  );
}
