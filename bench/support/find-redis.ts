import type { Bench } from './bench.ts';
import type { CaseResult } from '../judging/figure.ts';
import { findExecutable } from './find-executable.ts';

/** Undefined where it is not installed. */
export function findRedis(): string | undefined {
  return findExecutable('redis-server');
}

/** What a case says that needs Redis where there is none. */
export function withoutRedis(bench: Bench, part: string): CaseResult {
  const remark = `case ${part} was left out: the Debian package redis-server is not installed`;
  bench.progress(remark);
  return { figures: [], remarks: [remark] };
}
