import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientAddressOf } from './client-address.ts';

const YEAR_SECONDS = 31_536_000;
/** What no page is made of: it is shown as nothing but data, and in nobody's frame. */
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Pages use the camera for codes, and keep a wall awake; nothing else of a device. */
const PERMISSIONS = [
  'camera=(self)',
  'screen-wake-lock=(self)',
  'fullscreen=(self)',
  'clipboard-write=(self)',
  ...['microphone', 'geolocation', 'payment', 'usb', 'serial', 'bluetooth', 'display-capture'].map(
    (name) => `${name}=()`,
  ),
].join(', ');
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i;

/** What browsers must not do with any answer of the gateway. To be called before anything is written. */
export function secureAnswer(request: IncomingMessage, response: ServerResponse, proxies: number): void {
  response.setHeader('x-content-type-options', 'nosniff');
  // Over plain HTTP browsers ignore it, and on a LAN without TLS there is nothing to insist on.
  if (clientAddressOf(request, proxies).protocol === 'https')
    response.setHeader('strict-transport-security', `max-age=${YEAR_SECONDS}`);
}

/** For what may be opened in a window, though it is no page of ours: errors, redirects, what identity answers. */
export function secureData(response: ServerResponse): void {
  response.setHeader('content-security-policy', DATA_POLICY);
  response.setHeader('referrer-policy', 'no-referrer');
}

/** For the built pages and their files. */
export function securePage(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-security-policy', pagePolicy(request.headers.host ?? ''));
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('permissions-policy', PERMISSIONS);
  response.setHeader('x-frame-options', 'DENY'); // for browsers that do not know frame-ancestors
}

/**
 * All from our own address: no script or style inside a page, so that text which got into one runs nowhere. The reader of
 * codes is WebAssembly, and small pictures of the build are data URLs. Safari before 15.4 does not take 'self' for sockets.
 */
function pagePolicy(host: string): string {
  const sockets = HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${sockets}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
