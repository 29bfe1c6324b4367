/*
 * What a refusal costs at least in Node: the body is read, and one constant answer given.
 */
import { createServer } from 'node:http';
import { tellPort } from '../support/tell-port.ts';

const body = Buffer.from('Error: IP is not allowed to connect with API');
const headers = { 'content-type': 'text/html; charset=UTF-8', 'content-length': String(body.length) };

tellPort(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(401, headers);
      response.end(body);
    });
  }),
);
