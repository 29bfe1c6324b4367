import { expect, it } from 'vitest';
import { fieldsOf, itemsOf, textOf } from '../../../src/domain/text/json-fields.ts';
import { canServePages, clientAddress, onClient, openHostWithPages } from './host-with-pages.ts';

const configuration = '/etc/hearthgate/gateway.yaml';
const tls = new URL('../../fixtures/tls/', import.meta.url).pathname;

/** A web server whose clock is an hour behind. It says when it listens. */
const webServer = `require('node:https').createServer({ cert: fs.readFileSync('${tls}panel.crt'), key: fs.readFileSync('${tls}panel.key') },
  (request, response) => response.setHeader('Date', new Date(Date.now() - 3600e3).toUTCString()).end()).listen(9000, () => console.log('listens'))`;

it.skipIf(!canServePages)('doctor compares the clock of a panel on another host, and not of one on this', async () => {
  const at = await openHostWithPages();
  at.mustSetup('--apply');
  const clocks = (): readonly string[] =>
    itemsOf(fieldsOf(JSON.parse(at.run('/usr/bin/hearthgate', 'doctor', '--json').text))['findings'])
      .map(fieldsOf)
      .filter(({ part }) => part === 'clock')
      .map(({ what }) => textOf(what));
  expect(clocks()).toEqual([expect.stringMatching(/synchronized/)]);

  onClient(at, `${process.execPath} -e "${webServer}" > /run/server 2>&1 & until grep -q listens /run/server; do :; done`);
  at.shell(`sed -i 's|url: https://127.0.0.1:8083|url: https://${clientAddress}:9000|' ${configuration}`);
  expect(clocks()).toEqual([
    expect.stringMatching(/synchronized/),
    expect.stringMatching(/^the clock of main is behind this host by 3(?:599|600) s or more/),
  ]);
});
