import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { Log } from '@hongxin/kit/log';
import { clientAddressOf } from './client-address.ts';

const TIMEOUT_MS = 15_000;
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'host',
  'x-mesh-claims',
  'x-mesh-proof',
]);

/** Hands a request on as it is to a service behind the gateway; says so in JSON when that one does not answer. */
export function createProxy(target: string, proxies: number, log: Log) {
  const base = new URL(target);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const client = clientAddressOf(request, proxies);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)),
    );
    const onward = httpRequest(
      {
        host: base.hostname,
        port: base.port,
        method: request.method,
        path: request.url,
        timeout: TIMEOUT_MS,
        headers: {
          ...headers,
          'x-forwarded-for': client.address,
          'x-forwarded-proto': client.protocol,
          'x-forwarded-host': request.headers.host ?? '',
        },
      },
      (answer) => {
        // What no client may be told (a status of 42) is no answer; thrown here it would end the process.
        try {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
        } catch (error) {
          return void onward.destroy(error as Error);
        }
        pipeline(answer, response, () => undefined); // an answer that breaks off breaks off the response too
      },
    );
    onward.on('timeout', () => onward.destroy(new Error('timed out')));
    onward.on('error', (error) => {
      log.warn({ err: error, target }, 'proxy: no answer');
      if (response.headersSent) return void response.destroy();
      response.writeHead(503, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ code: 'SERVICE_UNAVAILABLE', message: '服务暂时不可用，请稍后再试。' }));
    });
    request.pipe(onward);
    response.on('close', () => onward.destroy());
  };
}
