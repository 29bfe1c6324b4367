import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { graft } from '../support/graft.ts';
import { call, type Host, panels } from './host.ts';

// What comes through the panel's own web server: odd framing, calls beyond what the gateway takes, the panel's own client.

const here = new URL('.', import.meta.url).pathname;
const body = `access_key=BILLINGKEY0000000001&secret_key=${'S'.repeat(40)}&cmd=v-list-users`;
const innerPort = '18083 ';
const permitted = 'BILLINGKEY0000000001';

const corpusFile = process.env['HTTP_CORPUS'];
const corpus = z.object({ requests: z.array(z.object({ expect: z.string(), raw: z.string() })) });

let folder = '';
afterEach(() => {
  if (folder !== '') rmSync(folder, { recursive: true });
  folder = '';
});

describe.each(panels)('inside a panel whose commands are $kind', ({ source, isSkipped, open }) => {
  async function openInside(): Promise<Host> {
    const at = await open();
    at.mustSetup('--apply', '--mode', 'inside');
    at.shell('rm -f /var/log/api-calls');
    return at;
  }

  it.skipIf(isSkipped || corpusFile === undefined)(
    'no request of the corpus that HTTP_CORPUS names runs the API around the gateway',
    async () => {
      const { requests } = corpus.parse(JSON.parse(readFileSync(corpusFile ?? '', 'utf8')));
      folder = mkdtempSync(join(tmpdir(), 'requests-'));
      const grafted = requests.map(({ raw, expect: expected }) =>
        Buffer.from(graft(Buffer.from(raw, 'base64').toString('latin1'), body, expected === 'reject'), 'latin1').toString(
          'base64',
        ),
      );
      writeFileSync(join(folder, 'requests.json'), JSON.stringify(grafted));
      const at = await openInside();
      const answers = at.run(process.execPath, `${here}send-raw.mjs`, join(folder, 'requests.json')).text.trim().split('\n');
      expect(answers).toHaveLength(requests.length);
      const runs = at.read('/var/log/api-calls').trim().split('\n');
      expect(runs.filter((line) => !line.startsWith(innerPort))).toEqual([]);
      // Each is a permitted call in whole, as the gateway wrote it, and there are some.
      expect(runs.filter((line) => line.includes(permitted) && line.includes('v-list-users'))).toHaveLength(runs.length);
      expect(runs.length).toBeGreaterThan(10);
    },
  );

  it.skipIf(isSkipped)('serves the pages, and fails calls, while the gateway hangs', async () => {
    const at = await openInside();
    at.shell('kill -STOP $(cat /run/units/hearthgate.service.pid)');
    // 40 calls wait for the gateway; the others are told at once, and end.
    const text = at.shell(`: > /var/log/ended
      for _ in $(seq 90); do ${call} --max-time 60 --output /dev/null --write-out '%{http_code}\\n' https://127.0.0.1:8083/api/ >> /var/log/ended & done
      timeout 60 sh -c 'until [ "$(wc -l < /var/log/ended)" -ge 50 ]; do :; done'
      cat /var/log/ended; curl -sk https://127.0.0.1:8083/login/; kill $(jobs -p)`).text;
    const lines = text.trim().split('\n');
    expect(lines.at(-1)).toBe('page for 127.0.0.1');
    expect(lines.filter((line) => line === '503').length).toBeGreaterThan(0);
    expect(lines.filter((line) => line === '200')).toEqual([]);
    at.shell('kill -CONT $(cat /run/units/hearthgate.service.pid)');
  });

  it.skipIf(isSkipped || source === undefined)(
    "serves the panel's own client, and tells it when the gateway is away",
    async () => {
      const at = await openInside();
      const key = 'ABCDEFGHIJKLMNOPQRST';
      at.shell(`: > /usr/local/hestia/data/keys/${key}; chmod 0640 /usr/local/hestia/data/keys/${key}`);
      const client = `source /usr/local/hestia/func/main.sh; source /usr/local/hestia/func/remote.sh
      HOST=127.0.0.1 PORT=8083 USER=admin PASSWORD= HASH=${key}; send_api_cmd v-list-sys-config; echo "code $?"`;
      expect(at.shell(`for _ in $(seq 40); do hearthgate keys --json | grep -q '"api"' && break; done; ${client}`).text).toMatch(
        /code 0\n$/,
      );
      expect(at.read('/var/log/api-calls')).toMatch(/^18083 .*v-list-sys-config/m);
      at.shell('systemctl stop hearthgate.service');
      expect(at.shell(client).text).toMatch(/code 15\n$/);
    },
  );
});
