import { hostForm } from '../../domain/address/host-form.ts';
import { urlHost } from '../../domain/address/url-host.ts';
import { isLoopback } from '../text/is-loopback.ts';
import { leaf } from '../values/leaf.ts';
import { textForm } from '../text/written-form.ts';

export interface PanelUrl {
  readonly scheme: 'https' | 'http';
  /** Scheme, host as `hostForm` gives it, and port; the scheme's own port is left out. */
  readonly origin: string;
}

/** Where the panel is: scheme, host and port, and nothing else. No message repeats the text, in which a password may stand. */
export function panelUrl() {
  return leaf(
    'a URL such as https://127.0.0.1:8083',
    (raw, fault): PanelUrl | undefined => {
      if (typeof raw !== 'string') return undefined;
      if (!/^https?:\/\//.test(raw))
        return fault('expected a URL that begins with https:// (or, to a loopback address, http://)');
      const rest = raw.replace(/^https?:\/\//, '');
      if (rest.includes('@')) return fault('expected a URL without a user name and a password');
      if (!/^[^/?#\\\s]+\/?$/.test(rest) || !URL.canParse(raw))
        return fault('expected a host and perhaps a port, without a path, as in https://HOST:PORT');
      const url = new URL(raw);
      if (url.port === '0') return fault('expected a port from 1 to 65535');
      const host = hostForm(url.hostname);
      const origin = `${url.protocol}//${urlHost(host)}${url.port === '' ? '' : `:${url.port}`}`;
      if (url.protocol === 'https:') return { scheme: 'https', origin };
      if (!isLoopback(host))
        return fault('expected https://, because http:// shows every key on its way; only a loopback address may have it');
      return { scheme: 'http', origin };
    },
    textForm('URL'),
  );
}
