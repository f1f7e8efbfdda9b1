import { describe, expect, it } from 'vitest';
import { readRate, serveDemoControl } from './demo-control.ts';

/** Counts as the simulated day does, without anyone signing in. */
function countingSwitch() {
  const state = { running: false, ratePerMinute: 0 };
  return {
    start: ({ ratePerMinute }: { ratePerMinute: number }) =>
      void Object.assign(state, { running: true, ratePerMinute }),
    stop: () => void Object.assign(state, { running: false }),
    status: () => ({ ...state }),
  };
}

async function served() {
  const simulation = countingSwitch();
  const control = await serveDemoControl(async () => simulation);
  const ask = async (method: string, body?: string, type = 'application/json', path = '/demo/simulation') => {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': type };
    const response = await fetch(`${control.url}${path}`, { method, headers, body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { ask, [Symbol.asyncDispose]: () => control[Symbol.asyncDispose]() };
}

describe("the simulated day's switch", () => {
  it('starts, tells and stops', async () => {
    await using control = await served();
    expect(await control.ask('GET')).toEqual({ status: 200, body: { running: false, ratePerMinute: 0 } });
    const started = await control.ask('POST', '{"ratePerMinute":120}');
    expect(started).toEqual({ status: 200, body: { running: true, ratePerMinute: 120 } });
    expect((await control.ask('DELETE')).body).toMatchObject({ running: false });
  });

  it.each([
    [
      'a form, as a page of another site could post it',
      'POST',
      '{"ratePerMinute":1}',
      'text/plain',
      '/demo/simulation',
      415,
    ],
    ['a body that is no JSON', 'POST', 'fast', 'application/json', '/demo/simulation', 400],
    ['a rate out of range', 'POST', '{"ratePerMinute":7000}', 'application/json', '/demo/simulation', 400],
    [
      'an oversized body',
      'POST',
      `{"ratePerMinute":60,"x":"${'x'.repeat(2_000)}"}`,
      'application/json',
      '/demo/simulation',
      400,
    ],
    ['another path', 'GET', undefined, 'application/json', '/demo/other', 404],
    ['another method', 'PUT', '{}', 'application/json', '/demo/simulation', 405],
  ])('refuses %s', async (_, method, body, type, path, status) => {
    await using control = await served();
    const answer = await control.ask(method, body, type, path);
    expect(answer.status).toBe(status);
    expect(answer.body).toHaveProperty('message');
    expect((await control.ask('GET')).body).toMatchObject({ running: false });
  });

  it.each([
    ['{"ratePerMinute":60}', 60],
    ['{"ratePerMinute":"60"}', undefined],
    ['{"ratePerMinute":0}', undefined],
    ['{}', undefined],
    ['null', undefined],
  ])('reads the rate of %s as %s', (body, rate) => {
    expect(readRate(body)).toBe(rate);
  });
});
