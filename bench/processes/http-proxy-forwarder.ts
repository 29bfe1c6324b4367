/*
 * http-proxy 1.18.1, forwarding every request as it is.
 * Arguments: the panel's origin, and how many connections to it.
 */
import { Agent, createServer } from 'node:http';
import httpProxy from 'http-proxy';
import { tellPort } from '../support/tell-port.ts';

const [, , target = '', connections = '3'] = process.argv;
const proxy = httpProxy.createProxyServer({ target, agent: new Agent({ keepAlive: true, maxSockets: Number(connections) }) });
// Without this the first failure ends the process; the load counts the connection as broken.
proxy.on('error', () => undefined);

tellPort(createServer((request, response) => proxy.web(request, response)));
