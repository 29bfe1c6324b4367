import { describe, expect, it } from 'vitest';
import { readCurl } from '../../src/cli/explain/read-curl.ts';
import { shellWords } from '../../src/cli/explain/shell-words.ts';

describe('the words of a command line', () => {
  it.each<readonly [string, readonly string[]]>([
    ['curl -k  https://a/', ['curl', '-k', 'https://a/']],
    [`a 'b c' "d e" f\\ g`, ['a', 'b c', 'd e', 'f g']],
    ['a \\\n  -b \\\r\n c', ['a', '-b', 'c']],
    [`a '' ""`, ['a', '', '']],
    [`'it'"'"'s' "a \\"b\\" \\\\ \\n"`, [`it's`, 'a "b" \\ \\n']],
    [`$'a\\nb' "5 $ more" $`, ['a\nb', '5 $ more', '$']],
    [`$'\\u0026\\x26\\q\\?'`, ['&&\\q?']],
    ['a b | jq .', ['a', 'b']],
    ['a b; c', ['a', 'b']],
    ['a b && c', ['a', 'b']],
  ])('of %j are those of a shell', (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });

  it.each([`'a`, `"a`, `$'a`, 'a $HOME', 'a `id`', 'a $(id)', '"$HOME"', '(a)', 'a "$@"', 'a $1'])(
    'of %s cannot be told',
    (text) => {
      expect(() => shellWords(text)).toThrow(/^(?:a quote|the command line)/);
    },
  );

  it.each<readonly [string, RegExp]>([
    ['a b=c&d=e', /^a shell ends the command at the &/],
    ['a > b', /^leave out what a shell would read or write/],
    ['a < b', /^leave out what a shell would read or write/],
    [`$'\\101'`, /^an escape/],
    [`$'\\xff'`, /^an escape/],
  ])('of %s are not guessed', (text, words) => {
    expect(() => shellWords(text)).toThrow(words);
  });
});

describe('a command line of curl', () => {
  const url = 'https://panel.example:8083/api/';
  it.each<readonly [string, string, string | undefined, string]>([
    [`curl -k ${url} -d 'cmd=a' -d arg1=b`, 'POST', 'application/x-www-form-urlencoded', 'cmd=a&arg1=b'],
    [`curl -skX POST ${url} --data-raw '@x'`, 'POST', 'application/x-www-form-urlencoded', '@x'],
    [
      `curl ${url} --data-urlencode 'arg1=a b&c' --data-urlencode =x`,
      'POST',
      'application/x-www-form-urlencoded',
      'arg1=a%20b%26c&x',
    ],
    [`curl ${url} -H 'Content-Type: application/json' -d '{"cmd":"a"}'`, 'POST', 'application/json', '{"cmd":"a"}'],
    [`curl --json '{"cmd":"a"}' ${url}`, 'POST', 'application/json', '{"cmd":"a"}'],
    [`curl ${url}`, 'GET', undefined, ''],
    [`curl -I ${url}`, 'HEAD', undefined, ''],
    [`$ sudo /usr/bin/curl ${url} | jq .`, 'GET', undefined, ''],
    [`curl -G -d a=b ${url}`, 'GET', undefined, ''],
    [`curl -XPUT -da=b --url ${url} -m 5 -o /dev/null`, 'PUT', 'application/x-www-form-urlencoded', 'a=b'],
  ])('%s sends what curl sends', (text, method, contentType, body) => {
    const request = readCurl(text);
    expect([request.url.href, request.method, request.contentType, request.body.toString()]).toEqual([
      url,
      method,
      contentType,
      body,
    ]);
  });

  it('sends a form of parts', () => {
    const { contentType, body } = readCurl(`curl ${url} -F cmd=a -F 'arg1=b c'`);
    expect(contentType).toMatch(/^multipart\/form-data; boundary=/);
    expect(body.toString()).toContain('name="arg1"\r\n\r\nb c\r\n--');
  });

  it.each([
    'wget x',
    'curl',
    'curl a b',
    'curl a -d @secret-file',
    `curl a -F 'f=@secret-file'`,
    'curl a --unknown secret-text',
    'curl a --data=hash=KEY:secret-text',
    'curl a --hash=secret',
    'curl a --KEY:secret',
    'curl a -zsecret',
    'curl a -Z',
    'curl -d',
  ])('%s is told to be none, and no value of it is repeated', (text) => {
    let message = '';
    try {
      readCurl(text);
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/^UsageError/);
    expect(message).not.toContain('secret');
  });
});
