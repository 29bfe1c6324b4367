import { renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { arrivalWith } from '../../support/facts.ts';
import { linesOf, openLog } from './opened-log.ts';
import { answeredWith, subjectWith } from './requests.ts';

function callOf(number: number): { readonly arrival: ReturnType<typeof arrivalWith> } {
  return { arrival: arrivalWith({ requestId: number.toString(16).padStart(32, '0') }) };
}

function told(file: string): string[] {
  return linesOf(file)
    .map((line) => JSON.parse(line))
    .map(({ id, event }) => `${Number(`0x${id}`)} ${event}`);
}

test('the line of an end waits for the end of the turn, and goes with those of all others', () => {
  const { audit, file, endTurn } = openLog();
  void audit.sending(subjectWith(callOf(1)));
  void audit.sending(subjectWith(callOf(2)));
  audit.ended(answeredWith({}, callOf(2)));
  audit.ended(answeredWith({}, callOf(1)));
  expect(told(file)).toEqual(['1 sent', '2 sent']);
  endTurn();
  expect(told(file)).toEqual(['1 sent', '2 sent', '2 answered', '1 answered']);
});

test('a call that is about to be sent has its line at once, behind all that was told before', () => {
  const { audit, file } = openLog();
  void audit.sending(subjectWith(callOf(1)));
  audit.ended(answeredWith({}, callOf(1)));
  void audit.sending(subjectWith(callOf(2)));
  expect(told(file)).toEqual(['1 sent', '1 answered', '2 sent']);
});

test('the lines of a turn with many ends do not all wait', () => {
  const { audit, file } = openLog();
  for (let number = 0; number < 1000; number += 1) audit.ended(answeredWith({}, callOf(number)));
  expect(told(file).length).toBeGreaterThan(900);
});

test('what waits for the end of the turn is written when the log is closed', () => {
  const { audit, file } = openLog();
  audit.ended(answeredWith({}, callOf(1)));
  audit.close();
  expect(told(file)).toEqual(['1 answered']);
});

test('what waits for the end of the turn is written into the file that was open, when that is opened anew', () => {
  const { audit, file, endTurn } = openLog();
  audit.ended(answeredWith({}, callOf(1)));
  renameSync(file, `${file}.1`);
  audit.reopen();
  audit.ended(answeredWith({}, callOf(2)));
  endTurn();
  expect(told(`${file}.1`)).toEqual(['1 answered']);
  expect(told(file)).toEqual(['2 answered']);
});
