import { hash } from 'node:crypto';
import { hostForm } from '../../domain/address/host-form.ts';
import { isLoopback } from '../text/is-loopback.ts';
import { leaf } from '../values/leaf.ts';
import { textForm } from '../text/written-form.ts';

export interface NoticeUrl {
  /** Where notices go, with its path and query. */
  readonly href: string;
  /** Scheme, host and port: all of it that is shown, because receivers put secrets into paths. */
  readonly origin: string;
  /** Tells it from another one with the same origin. */
  readonly shown: string;
}

/** Where notices are sent. No message repeats the text. */
export function noticeUrl() {
  return leaf(
    'a URL such as https://alerts.example.com/hearthgate',
    (raw, fault): NoticeUrl | undefined => {
      if (typeof raw !== 'string') return undefined;
      if (!/^https?:\/\//.test(raw))
        return fault('expected a URL that begins with https:// (or, to a loopback address, http://)');
      if (!/^[!-~]+$/.test(raw) || raw.includes('\\') || !URL.canParse(raw))
        return fault('expected a URL with a host, and perhaps a port, a path and a query');
      const url = new URL(raw);
      if (url.username !== '' || url.password !== '') return fault('expected a URL without a user name and a password');
      if (url.hash !== '') return fault('expected a URL without "#": what stands behind it is never sent');
      if (url.port === '0') return fault('expected a port from 1 to 65535');
      if (url.protocol === 'http:' && !isLoopback(hostForm(url.hostname)))
        return fault('expected https://, because http:// shows what is sent; only a loopback address may have it');
      return { href: url.href, origin: url.origin, shown: shownForm(url) };
    },
    textForm('URL'),
  );
}

function shownForm({ href, origin }: URL): string {
  return href === `${origin}/` ? origin : `${origin}/… (SHA-256 ${hash('sha256', href).slice(0, 8)}…)`;
}
