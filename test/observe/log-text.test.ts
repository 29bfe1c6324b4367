import { describe, expect, it } from 'vitest';
import { logText } from '../../src/observe/log-text.ts';

const line = (level: string, more: object = {}): string =>
  `${JSON.stringify({ level, time: '2030-01-15T12:30:05.123Z', msg: 'panel main: 4 keys', ...more })}\n`;

describe('a line of the process log for people', () => {
  it('has the time of the day, the level, the message and the fields', () => {
    expect(logText(line('info', { urls: ['http://a'], count: 3, path: '/a b' }), { hasColours: false })).toBe(
      '12:30:05 INFO  panel main: 4 keys urls=["http://a"] count=3 path="/a b"\n',
    );
  });

  it.each([
    ['error', '\u001b[31m'],
    ['warn', '\u001b[33m'],
  ])('has a colour where it is of the level %s, where there are colours', (level, colour) => {
    expect(logText(line(level), { hasColours: true })).toMatch(`${colour}12:30:05`);
    expect(logText(line(level), { hasColours: false })).toMatch(/^12:30:05/);
  });

  it('has nothing that a terminal obeys, and no line of its own', () => {
    const text = logText(line('info', { msg: 'a\u001b[2J\nb', key: 'x\u001b]0;y\u0007' }), { hasColours: true });
    expect(text.slice(0, -1)).not.toMatch(/\p{Cc}/u);
  });
});
