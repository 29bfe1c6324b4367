import { notJson } from './json-string.ts';

const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const letterE = 0x65;
const lowerCase = 0x20;

/** Where the number that begins there ends; `notJson` where none does. */
export function endOfNumber(bytes: Buffer, start: number): number {
  const whole = bytes[start] === minus ? start + 1 : start;
  const wholeTo = endOfDigits(bytes, whole);
  if (wholeTo === whole || (bytes[whole] === zero && wholeTo > whole + 1)) return notJson;
  return endOfExponent(bytes, bytes[wholeTo] === dot ? endOfSomeDigits(bytes, wholeTo + 1) : wholeTo);
}

function endOfSomeDigits(bytes: Buffer, start: number): number {
  const end = endOfDigits(bytes, start);
  return end === start ? notJson : end;
}

function endOfExponent(bytes: Buffer, at: number): number {
  if (at === notJson || ((bytes[at] ?? 0) | lowerCase) !== letterE) return at;
  const sign = bytes[at + 1];
  return endOfSomeDigits(bytes, at + (sign === minus || sign === plus ? 2 : 1));
}

function endOfDigits(bytes: Buffer, start: number): number {
  let at = start;
  let byte = bytes[at] ?? 0;
  while (byte >= zero && byte <= nine) {
    at += 1;
    byte = bytes[at] ?? 0;
  }
  return at;
}
