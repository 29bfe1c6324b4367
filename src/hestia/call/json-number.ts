import { notJson } from './json-string.ts';

const minus = 0x2d;
const plus = 0x2b;
const comma = 0x2c;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const letterE = 0x65;
const lowerCase = 0x20;

/** Where the number that begins there ends; `notJson` where none does. */
export function endOfNumber(bytes: Buffer, start: number): number {
  // A number of one digit is the dearest for its length: it is known at once.
  if (bytes[start + 1] === comma && isDigit(bytes[start] ?? 0)) return start + 1;
  const whole = bytes[start] === minus ? start + 1 : start;
  const end = endOfDigits(bytes, whole);
  if (end === whole || (end > whole + 1 && bytes[whole] === zero)) return notJson;
  const next = bytes[end] ?? 0;
  return next === dot || (next | lowerCase) === letterE ? endOfFraction(bytes, end) : end;
}

/** @param start where the whole part ends */
function endOfFraction(bytes: Buffer, start: number): number {
  const end = bytes[start] === dot ? endOfSomeDigits(bytes, start + 1) : start;
  if (end === notJson || ((bytes[end] ?? 0) | lowerCase) !== letterE) return end;
  const sign = bytes[end + 1];
  return endOfSomeDigits(bytes, end + (sign === minus || sign === plus ? 2 : 1));
}

function endOfSomeDigits(bytes: Buffer, start: number): number {
  const end = endOfDigits(bytes, start);
  return end === start ? notJson : end;
}

function endOfDigits(bytes: Buffer, start: number): number {
  let at = start;
  let byte = bytes[at] ?? 0;
  while (isDigit(byte)) {
    at += 1;
    byte = bytes[at] ?? 0;
  }
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}
