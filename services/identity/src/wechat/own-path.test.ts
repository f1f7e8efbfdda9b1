import { expect, it } from 'vitest';
import { ownPath } from './own-path.ts';

it.each([
  ['/m', '/m'],
  ['/m/', '/m/'],
  ['/m/c/AbC-_123', '/m/c/AbC-_123'],
  ['/m/activities?day=2026-11-23', '/m/activities?day=2026-11-23'],
])('%s is one of ours', (to, expected) => expect(ownPath(to)).toBe(expected));

it.each([
  null,
  '',
  '/',
  '/console',
  '/mobile',
  'm/c/1',
  'https://evil.example/m/',
  '//evil.example/m/',
  '/\\evil.example/m/',
  '/m/../console',
  '/m/%2e%2e/console',
  '/m/\r\nset-cookie: a=b',
  '/m/#handover=x',
  'javascript:alert(1)',
  `/m/${'x'.repeat(300)}`,
])('%s is not', (to) => expect(ownPath(to)).toBeNull());
