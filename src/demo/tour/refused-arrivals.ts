import type { DemoKeys } from '../commands/demo-keys.ts';
import { form, accessKeyFields, textClient, withCode } from './tour-body.ts';
import type { Expected, TourCase } from './tour-case.ts';

/** Denied in every gateway's configuration. */
const deniedAddress = '127.0.0.2';
/** May speak for clients. */
const trustedProxy = '127.0.0.3';

const notAllowed: Expected = {
  reason: 'address_not_allowed',
  status: 401,
  exitCode: 10,
  body: 'Error: IP is not allowed to connect with API',
};
const noDataText = 'Error: data received is null or invalid, check https://hestiacp.com/docs/server-administration/rest-api.html';

/** Refused for where they come from and how they are sent; every call carries a good key. */
export function refusedArrivals(keys: DemoKeys): readonly TourCase[] {
  const fields = accessKeyFields(keys.admin, 'v-list-users', ['json']);
  const request = form(fields);
  return [
    { title: 'from an address that is denied', request: { ...request, from: deniedAddress }, expected: notAllowed },
    {
      title: '... with returncode=yes',
      request: { ...form(withCode(fields)), from: deniedAddress },
      expected: { ...notAllowed, body: '10' },
    },
    {
      title: 'a proxy speaks for such a client',
      request: { ...request, from: trustedProxy, headers: { 'x-forwarded-for': '198.51.100.7' } },
      expected: notAllowed,
    },
    {
      title: 'a stranger names another address',
      request: { ...request, from: deniedAddress, headers: { 'x-forwarded-for': '127.0.0.1' } },
      expected: notAllowed,
    },
    {
      title: 'a proxy for an allowed client',
      request: { ...request, from: trustedProxy, headers: { 'x-forwarded-for': '127.0.0.1' } },
      expected: { status: 200, exitCode: 0, body: '{ "admin": {…' },
    },
    {
      title: 'a proxy that sends junk',
      request: { ...request, from: trustedProxy, headers: { 'x-forwarded-for': 'unknown' } },
      expected: { ...notAllowed, reason: 'address_unknown' },
    },
    {
      title: 'early data that may change things',
      request: {
        ...form(accessKeyFields(keys.admin, 'v-restart-web')),
        from: trustedProxy,
        headers: { 'x-forwarded-for': '127.0.0.1', 'early-data': '1' },
      },
      expected: { reason: 'too_early', status: 425, exitCode: 14, body: 'Error: Too early, send it again' },
    },
    {
      title: 'a body in a content coding',
      request: { ...request, from: textClient, headers: { 'content-encoding': 'gzip' } },
      expected: { reason: 'request_malformed', status: 400, exitCode: 2, body: 'Error: Request is malformed' },
    },
    {
      title: '... after calls with returncode=yes',
      request: { ...request, headers: { 'content-encoding': 'gzip' } },
      expected: { reason: 'request_malformed', status: 400, exitCode: 2, body: '2' },
    },
    {
      title: 'a Host that is no panel of ours',
      request: { ...request, host: 'other.example' },
      expected: { reason: 'host_unknown', status: 421, exitCode: 2, body: 'Error: No panel answers to this name' },
    },
    {
      title: "a page of the panel's",
      request: { ...request, path: '/login/' },
      expected: { reason: 'path_unknown', status: 404, exitCode: 3, body: 'Error: Not found' },
    },
    {
      title: 'GET',
      request: { method: 'GET', body: Buffer.alloc(0) },
      expected: { reason: 'no_data', status: 405, exitCode: 405, body: noDataText },
    },
    {
      title: 'an empty POST',
      request: form(''),
      expected: { reason: 'no_data', status: 405, exitCode: 405, body: noDataText },
    },
    {
      title: 'a second connection',
      gateway: 'narrow',
      request: { ...request, besideAnother: true },
      expected: { reason: 'gateway_busy', status: 503, exitCode: 14, body: 'Error: Server is too busy, try again in…' },
    },
  ];
}
