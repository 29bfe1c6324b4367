/*
 * The story: an attacker holds a key that may do little, and writes a body that the gateway reads as the harmless call that the key may
 * make, and PHP as another one: a name that PHP rewrites, a field sent twice, a number that only one of the two spells out, JSON that is a
 * form as well, a multipart part that only one of the two takes for a field. Or the gateway reads well but writes badly, and PHP reads in
 * the gateway's own request what nobody decided on.
 *
 * What must hold: whatever bytes come in, PHP reads in the body that the gateway writes exactly the call that was judged. And what real
 * clients send is not refused, and is to the gateway what it is to PHP. `BODY_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call } from '../../src/domain/call/call.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';
import { writeBody } from '../../src/hestia/answer/write-body.ts';
import { bodyKinds, generateBody } from '../support/body-generator.ts';
import { forwardedCall } from '../support/forwarded-call.ts';
import { fieldNamesOf, isSameMeaning, meaningOfCall, meaningOfReading } from '../support/meaning.ts';
import { generateOddBody } from '../support/odd-body-generator.ts';
import { type PhpPanel, type PhpReading, type SentBody, startPhpPanel } from '../support/php-panel.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { Random } from '../support/random.ts';
import { describeWith } from '../support/servers.ts';

const seed = Number(process.env['BODY_SEED'] ?? Date.now() % 2 ** 32);
const bodies = propertyRuns(100_000);
const formType = 'application/x-www-form-urlencoded';

describeWith('php-cgi', 'generated bodies', () => {
  let panel: PhpPanel;
  beforeAll(async () => {
    console.log(`BODY_SEED=${seed}`);
    panel = await startPhpPanel();
  });
  afterAll(() => panel.stop());

  it('that are forwarded, odd ones too, are read by PHP as the very call that was authorised', { timeout: 600_000 }, async () => {
    const random = new Random(seed);
    const forwarded = new Map<string, number>(bodyKinds.map((kind) => [kind, 0]));
    let forwardedOdd = 0;
    let difference: Difference | undefined;
    for (let count = 0; count < bodies && difference === undefined; count += 1) {
      const isOdd = random.once(2);
      const sent = isOdd ? generateOddBody(random) : generateBody(random);
      const call = forwardedCall(sent);
      if (call === undefined) continue;
      forwarded.set(sent.kind, (forwarded.get(sent.kind) ?? 0) + 1);
      forwardedOdd += isOdd ? 1 : 0;
      difference = differenceOfWritten(sent, call, await panel.read({ contentType: formType, body: writeBody(call) }));
    }
    expect(difference).toBeUndefined();
    const total = [...forwarded.values()].reduce((sum, each) => sum + each, 0);
    console.log(`forwarded ${total} of ${bodies} bodies, ${forwardedOdd} odd ones:`, Object.fromEntries(forwarded));
    expect(total).toBeGreaterThan(0.3 * bodies);
    expect(forwardedOdd).toBeGreaterThan(0.1 * bodies);
    expect(Math.min(...forwarded.values())).toBeGreaterThan(0.03 * bodies);
  });

  it('that are well formed are forwarded, as the calls that PHP reads in them', { timeout: 600_000 }, async () => {
    const random = new Random(seed + 1);
    let difference: Difference | undefined;
    for (let count = 0; count < bodies / 4 && difference === undefined; count += 1) {
      const sent = generateBody(random);
      difference = differenceOfSent(sent, await panel.read(sent));
    }
    expect(difference).toBeUndefined();
  });
});

/** Where gateway and PHP disagree, with all that is needed to look at it again. */
interface Difference {
  readonly seed: number;
  readonly contentType: string | undefined;
  readonly base64: string;
  readonly authorised: unknown;
  readonly php: PhpReading;
}

/** @param php what PHP reads in the body that the gateway wrote */
function differenceOfWritten(sent: SentBody, call: Call, php: PhpReading): Difference | undefined {
  const authorised = meaningOfCall(call);
  const hasOtherFields = Object.keys(php.sees).toSorted().join() !== fieldNamesOf(authorised).toSorted().join();
  const isSame = php.route === 'form' && !hasOtherFields && isSameMeaning(meaningOfReading(php), authorised);
  return isSame ? undefined : describeDifference(sent, authorised, php);
}

/** @param php what PHP reads in the body that the client sent */
function differenceOfSent(sent: SentBody, php: PhpReading): Difference | undefined {
  const call = forwardedCall(sent);
  if (call === undefined) return describeDifference(sent, readCall(sent.contentType, sent.body), php);
  const authorised = meaningOfCall(call);
  return isSameMeaning(meaningOfReading(php), authorised) ? undefined : describeDifference(sent, authorised, php);
}

function describeDifference({ contentType, body }: SentBody, authorised: unknown, php: PhpReading): Difference {
  return { seed, contentType, base64: body.toString('base64'), authorised, php };
}
