import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type RawAnswer, readAnswer } from '../../src/hestia/answer/read-answer.ts';

const html = 'text/html; charset=UTF-8';
const json = 'application/json; charset=utf-8';

describe('answers that were recorded from the panel', () => {
  it.each(recorded())('$id is one, and comes out unchanged', ({ request, response }) => {
    const kind = credentialIn(request);
    const body = Buffer.from(response.bodyBase64, 'base64');
    const exitHeader = response.exitCode === null ? [] : ['Hestia-Exit-Code', response.exitCode];
    const raw = { status: response.status, headers: ['Content-Type', response.contentType, ...exitHeader], body };
    expect(readAnswer(kind, raw)).toEqual({
      status: response.status,
      contentType: response.contentType,
      exitCode: response.exitCode ?? undefined,
      body,
    });
  });
});

describe('an answer to an access key', () => {
  it.each<readonly [number, string, string]>([
    [200, html, '0'],
    [200, json, '0'],
    [200, 'TEXT/HTML;charset=utf-8', '127'],
    [400, html, '3'],
    [401, html, '255'],
    [405, html, '405'],
    [422, html, '2'],
    [204, html, '0'],
  ])('may be %i, %s, exit code %s', (status, type, exitCode) => {
    expect(readAnswer('access-key', answer(status, [type], [exitCode]))?.status).toBe(status);
  });

  it('may have its headers as bytes, and any others between them', () => {
    const headers = [
      'server',
      'x',
      'content-length',
      '2',
      'CONTENT-type',
      html,
      'x-exit-code-here',
      '9',
      'Hestia-Exit-Code',
      '7',
    ];
    const raw = { status: 200, headers: headers.map((text) => Buffer.from(text)), body: Buffer.from('OK') };
    expect(readAnswer('access-key', raw)).toEqual({ status: 200, contentType: html, exitCode: '7', body: Buffer.from('OK') });
  });

  it('may be 204 without a type', () => {
    expect(readAnswer('access-key', answer(204, [], ['0']))).toMatchObject({
      status: 204,
      contentType: undefined,
      exitCode: '0',
    });
  });

  it.each<readonly [string, RawAnswer]>([
    ['no exit code', answer(200, [html], [])],
    ['two exit codes', answer(200, [html], ['0', '0'])],
    ['two exit codes in one header', answer(200, [html], ['0, 0'])],
    ['exit code -1', answer(204, [], ['-1'])],
    ['an exit code with a leading zero', answer(200, [html], ['00'])],
    ['an exit code of four digits', answer(200, [html], ['1000'])],
    ['an exit code that is no number', answer(200, [html], ['x'])],
    ['an empty exit code', answer(200, [html], [''])],
    ['an exit code with a line feed behind it', answer(200, [html], ['0\n'])],
    ['no content type', answer(200, [], ['0'])],
    ['two content types', answer(200, [html, html], ['0'])],
    ['another content type', answer(200, ['text/html'], ['0'])],
    ['a longer content type', answer(200, [`${html}; x=y`], ['0'])],
    ['a content type with two spaces', answer(200, ['text/html;  charset=UTF-8'], ['0'])],
    ['204 with another content type', answer(204, ['text/plain'], ['0'])],
    [
      'a content coding',
      { ...answer(200, [html], ['0']), headers: [...answer(200, [html], ['0']).headers, 'Content-Encoding', 'gzip'] },
    ],
    ...[100, 201, 301, 302, 403, 404, 500, 502, 504, 700].map(
      (status) => [`status ${status}`, answer(status, [html], ['0'])] as const,
    ),
  ])('has never %s', (_, raw) => {
    expect(readAnswer('access-key', raw)).toBeUndefined();
  });
});

describe.each(['api-key', 'password'] as const)('an answer to the deprecated %s', (kind) => {
  it.each<readonly [number, string[]]>([
    [200, []],
    [400, ['11']],
    [401, ['10']],
    [405, ['405']],
    [422, ['2']],
  ])('may be %i with exit codes %j', (status, exitCodes) => {
    expect(readAnswer(kind, answer(status, [html], exitCodes))?.exitCode).toBe(exitCodes[0]);
  });

  it.each<readonly [string, RawAnswer]>([
    ['200 with an exit code', answer(200, [html], ['0'])],
    ['200 as JSON', answer(200, [json], [])],
    ['200 without a content type', answer(200, [], [])],
    ['204', answer(204, [html], [])],
    ['401 without an exit code', answer(401, [html], [])],
    ['401 with two', answer(401, [html], ['9', '9'])],
    ['504', answer(504, [html], [])],
  ])('is never %s', (_, raw) => {
    expect(readAnswer(kind, raw)).toBeUndefined();
  });
});

function answer(status: number, types: readonly string[], exitCodes: readonly string[]): RawAnswer {
  const headers = [
    ...types.flatMap((type) => ['content-TYPE', type]),
    ...exitCodes.flatMap((exitCode) => ['hestia-exit-CODE', exitCode]),
  ];
  return { status, headers, body: Buffer.from('OK') };
}

function credentialIn(request: { readonly bodyBase64: string }): 'access-key' | 'api-key' {
  const body = Buffer.from(request.bodyBase64, 'base64').toString('latin1');
  return /access_key|hash[^A-Za-z]+[0-9A-Za-z]{20}(?::|%3A)/.test(body) ? 'access-key' : 'api-key';
}

interface Transcript {
  readonly id: string;
  readonly request: { readonly bodyBase64: string };
  readonly response: {
    readonly status: number;
    readonly contentType: string;
    readonly exitCode: string | null;
    readonly bodyBase64: string;
  };
  readonly gateway: { readonly kind: string };
}

function recorded(): readonly Transcript[] {
  const text = readFileSync(new URL('../fixtures/transcripts.json', import.meta.url), 'utf8');
  const file: { readonly transcripts: readonly Transcript[] } = JSON.parse(text);
  return file.transcripts.filter((transcript) => transcript.gateway.kind === 'forward');
}
