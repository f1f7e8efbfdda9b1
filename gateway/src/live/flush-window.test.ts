import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFlushWindow } from './flush-window.ts';

/** Sending takes `costMs` by a clock of our own; each flush notes when it ran and how many it sent. */
function setting(costMs: number) {
  const sent: { at: number; events: number }[] = [];
  let [waiting, clock] = [0, 0];
  const window = createFlushWindow(
    () => {
      const events = waiting;
      waiting = 0;
      if (events > 0) sent.push({ at: clock, events });
      clock += costMs;
      return events;
    },
    () => clock,
  );
  return {
    sent,
    gather(events = 1) {
      for (let i = 0; i < events; i++) {
        waiting++;
        window.gather();
      }
    },
    later: (ms: number) => (clock += ms),
    window,
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the window in which results gather', () => {
  it('is the turn itself when calm', async () => {
    const { gather, sent, later } = setting(10);
    for (let i = 0; i < 3; i++) {
      gather();
      await turn();
      later(1);
    }
    expect(sent.map(({ events }) => events)).toEqual([1, 1, 1]);
  });

  it('takes all of one turn together', async () => {
    const { gather, sent } = setting(10);
    gather(16);
    await turn();
    expect(sent).toEqual([{ at: 0, events: 16 }]);
  });

  it('grows with what sending costs, for as long as several come at once', async () => {
    const { gather, sent } = setting(20);
    gather(5);
    await turn();
    gather();
    await turn();
    gather();
    expect(sent).toHaveLength(1); // half of 20 ms have to pass first
    await wait(20);
    expect(sent.map(({ events }) => events)).toEqual([5, 2]);
  });

  it('is never longer than 50 ms', async () => {
    const { gather, sent } = setting(10_000);
    gather(5);
    await turn();
    gather(2);
    await wait(80);
    expect(sent.map(({ events }) => events)).toEqual([5, 2]);
  });

  it('sends at once when it is told to, and nothing after it is closed', async () => {
    const { gather, sent, window } = setting(1);
    gather(2);
    window.flush();
    expect(sent.map(({ events }) => events)).toEqual([2]);
    gather();
    window.close();
    await wait(10);
    expect(sent).toHaveLength(1);
  });
});
