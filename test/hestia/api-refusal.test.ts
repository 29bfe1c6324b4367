import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/domain/call/call.ts';
import type { PanelAnswer } from '../../src/domain/gateway/panel-client.ts';
import { Secret } from '../../src/domain/secret.ts';
import { isApiRefusal } from '../../src/hestia/answer/api-refusal.ts';
import { readRecording } from '../support/transcripts.ts';

const id = 'ALICEMAILKEY00000006';

function callBy(credential: Call['credential'], returncode?: Call['returncode']): Call {
  return { credential, command: 'v-list-mail-domains', args: ['alice'], returncode };
}

const byKey = (returncode?: Call['returncode']): Call => callBy({ kind: 'access-key', id, secret: new Secret('') }, returncode);

function answer(status: number, exitCode: string | undefined, body: string): PanelAnswer {
  return { status, exitCode, body: Buffer.from(body), contentType: 'text/html; charset=UTF-8' };
}

describe("the refusal of a call with an access key is the API's own", () => {
  it.each([
    [401, '9', `Error: Invalid secret key for key ${id}`],
    [401, '9', `Error: key ${id} doesn't exist`],
    [401, '9', "Error: user alice doesn't exist"],
    [401, '9', 'Error: user alice is suspended'],
    [401, '10', 'Error: Command v-list-mail-domains not found'],
    [401, '10', `Error: Key ${id} don't have permission to run the command v-list-mail-domains`],
    [401, '10', `Error: Key ${id} - the "user" argument doesn\\'t match the key\\'s user`],
    [400, '11', 'Error: API has been disabled'],
    [401, '10', 'Error: IP is not allowed to connect with API'],
  ])('by its text: %i %s %s', (status, exitCode, body) => {
    expect(isApiRefusal(byKey(), answer(status, exitCode, body), 'alice')).toBe(true);
  });

  it('by its status, with returncode=yes', () => {
    expect(isApiRefusal(byKey('yes'), answer(401, '9', '9'), 'alice')).toBe(true);
  });
});

describe('a command that failed is no refusal of the API', () => {
  it.each([
    [401, '9', 'Error: invalid password'],
    [401, '10', 'Error: user bob is suspended'],
    [400, '3', "Error: user alice doesn't exist"],
    [400, '3', 'Error: key something else'],
    [422, '2', 'Error: invalid user format'],
    [400, '4', ''],
  ])('by its text: %i %s %s', (status, exitCode, body) => {
    expect(isApiRefusal(byKey(), answer(status, exitCode, body), 'alice')).toBe(false);
  });

  it('with returncode=yes it has status 200, also with 9 and 10', () => {
    expect(isApiRefusal(byKey('yes'), answer(200, '10', '10'), 'alice')).toBe(false);
  });

  it('with a deprecated credential it has status 200', () => {
    const call = callBy({ kind: 'api-key', key: new Secret('') });
    expect(isApiRefusal(call, answer(200, undefined, 'Error: no'), undefined)).toBe(false);
    expect(isApiRefusal(call, answer(401, '9', 'Error: authentication failed'), undefined)).toBe(true);
  });
});

describe('of the recorded answers', () => {
  const forwarded = readRecording().transcripts.filter(({ gateway }) => gateway.kind === 'forward');

  it.each(forwarded.map((transcript) => [transcript.id, transcript] as const))('%s is none', (_id, { request, response }) => {
    const body = Buffer.from(request.bodyBase64 ?? '', 'base64').toString('latin1');
    const call = byKey(body.includes('returncode=yes') ? 'yes' : undefined);
    const recorded = answer(
      response.status,
      response.exitCode ?? undefined,
      Buffer.from(response.bodyBase64, 'base64').toString('latin1'),
    );
    expect(isApiRefusal(call, recorded, 'admin')).toBe(false);
  });
});
