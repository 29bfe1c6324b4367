import { describe, expect, it } from 'vitest';
import { isUserName, readUserFile } from '../../src/hestia/files/user-file.ts';

describe("a user's file", () => {
  it.each([
    ["NAME='a'\nSUSPENDED='no'\nIP=''\n", 'active'],
    ["SUSPENDED='no'\n", 'active'],
    ["NAME='a'\nSUSPENDED='yes'\n", 'suspended'],
    ["SUSPENDED='no'\nSUSPENDED='yes'\n", 'suspended'],
    ["SUSPENDED='no'\n# SUSPENDED='yes'", 'suspended'],
    ["NAME='a'\n", undefined],
    ["SUSPENDED='no'", undefined],
    ["X_SUSPENDED='no'\n", undefined],
    ["X\rSUSPENDED='no'\n", undefined],
    ['SUSPENDED=no\n', undefined],
    ['', undefined],
  ])('%j reads as %s', (text, status) => {
    expect(readUserFile(text)).toBe(status);
  });

  it.each(['admin', 'a.b', 'A_1-x', '9'])('may be of %j', (name) => {
    expect(isUserName(name)).toBe(true);
  });

  it.each(['', '.', '..', '.hidden', 'a/b', '../a', 'a b', 'a\0', 'ä', 'a\n'])('is none of %j', (name) => {
    expect(isUserName(name)).toBe(false);
  });
});
