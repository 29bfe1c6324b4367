/*
 * The story: bodies that are known to be read in two ways, recorded with what PHP made of each. A gateway that reads one of them otherwise
 * than PHP, and passes it on, has judged another call than the one that runs.
 *
 * What must hold: each of them is refused, or PHP reads in the body that the gateway writes exactly the call that was judged. And those that
 * have one meaning only are not refused. Requests whose method is not POST are refused before a body is read, and are no matter of this
 * suite: a journey sends them to the whole gateway.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBody } from '../../src/hestia/answer/write-body.ts';
import { forwardedCall } from '../support/forwarded-call.ts';
import { meaningOfCall, meaningOfReading } from '../support/meaning.ts';
import { type PhpPanel, startPhpPanel } from '../support/php-panel.ts';
import { type RecordedBody, recordedBodies } from '../support/recorded-bodies.ts';
import { describeWith } from '../support/servers.ts';

const posts = recordedBodies().filter(({ method }) => method === 'POST');

/** Each API field once, as text that the panel takes, and whatever else is unknown to the API: by the contract, none may be refused. */
const unambiguous = `
  own-base-form own-base-hash own-base-legacy own-base-pass own-dup-07a own-dup-07b own-arg-05 own-arg-06 own-arg-08
  own-arg-09 own-gap-2 own-gap-3 own-trim-2 own-ret-1 own-ret-2 own-mix-1 own-mix-2 own-route-none own-poly-form
  own-poly-text own-poly-charset own-poly-case own-poly-sp own-poly-quote own-sep-amp2 own-sep-lead own-pct-u
  own-pct-dbl own-pct-rawlatin own-pct-overlong own-lim-999 own-mp-ok own-mp-pre own-mp-unq own-mp-filename-e
  own-mpct-00 own-mpct-09 own-mpct-12 own-json-nulkey own-json-neg0 own-json-true own-json-cmdtrue own-json-pair
  own-json-proto own-json-ctor own-json-ws own-json-dotkey own-json-unikey own-long-key
`;

describeWith('php-cgi', 'a body that is easily read in two ways', () => {
  let panel: PhpPanel;
  beforeAll(async () => {
    panel = await startPhpPanel();
  });
  afterAll(() => panel.stop());

  it.each(posts)('is refused, or forwarded as the call that was judged: $id, $note', async (recorded) => {
    const call = forwardedCall(recorded);
    if (call === undefined) return;

    const reading = await panel.read({ contentType: 'application/x-www-form-urlencoded', body: writeBody(call) });

    expect(meaningOfReading(reading)).toStrictEqual(meaningOfCall(call));
    expect(reading.route).toBe('form');
  });
});

describe('a body that has one meaning', () => {
  it.each(unambiguous.trim().split(/\s+/))('is forwarded with it: %s', (id) => {
    const recorded = posts.find((each) => each.id === id);
    const call = recorded && forwardedCall(recorded);
    const meaning = call && meaningOfCall(call);

    expect(recorded?.php.executes).toBe(true);
    expect(meaning?.args).toStrictEqual(recorded?.php.argv);
    expect([...(meaning?.secrets ?? []), meaning?.command]).toStrictEqual(recorded && credentialAndCommandOf(recorded));
  });
});

function credentialAndCommandOf({ php }: RecordedBody): readonly (string | undefined)[] {
  const { sees } = php;
  if (php.mode === 'access_key') return [sees['access_key'], sees['secret_key'], sees['cmd']];
  return sees['hash'] === undefined ? [sees['user'], sees['password'], sees['cmd']] : [sees['hash'], sees['cmd']];
}
