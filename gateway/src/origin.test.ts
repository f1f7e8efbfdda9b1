import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { isAllowedOrigin } from './origin.ts';

const ALLOWED = ['https://red.example.gov.cn'];

it.each([
  ['a program without Origin', undefined, 'mesh.local:4000', true],
  ['the own page', 'http://mesh.local:4000', 'mesh.local:4000', true],
  ['a page that is named', 'https://red.example.gov.cn', 'mesh.local:4000', true],
  ['another port', 'http://mesh.local:4001', 'mesh.local:4000', false],
  ['a foreign page', 'https://evil.example', 'mesh.local:4000', false],
  ['a name that only begins so', 'https://red.example.gov.cn.evil.example', 'mesh.local:4000', false],
  ['a page without an address (sandbox, file)', 'null', 'mesh.local:4000', false],
  ['an empty Origin', '', 'mesh.local:4000', false],
])('%s', (_, origin, host, allowed) => {
  const request = { headers: { origin, host } } as IncomingMessage;
  expect(isAllowedOrigin(request, ALLOWED)).toBe(allowed);
});
