import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inspect } from 'node:util';

/** A process of the bench beside the measured ones: it carries out one order at a time. */
export type HelperProcess<Order, Answer> = AsyncDisposable & { order(what: Order): Promise<Answer> };

type Said<Answer> = { readonly failed: string } | { readonly answer: Answer };

export function startHelper<Order extends object, Answer>(program: string): HelperProcess<Order, Answer> {
  const child = fork(join(import.meta.dirname, `${program}.ts`), { execArgv: ['--max-semi-space-size=8'] });
  const exited = once(child, 'exit');
  /** It may be told between two orders too. */
  let why = `${program} ended`;
  child.on('message', (said: Said<Answer>) => {
    if ('failed' in said) why = said.failed;
  });
  const ended = exited.then((): [Said<Answer>] => [{ failed: why }]);
  return {
    async order(what) {
      const answered = once(child, 'message') as Promise<[Said<Answer>]>;
      child.send(what);
      const [said] = await Promise.race([answered, ended]);
      if ('failed' in said) throw new Error(said.failed);
      return said.answer;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL'); // its sockets are reset by the kernel
      await exited;
    },
  };
}

/** The other side of `startHelper`. What goes wrong outside of an order ends the process with `fail`. */
export function takeOrders<Order>(carryOut: (order: Order) => Promise<unknown>): void {
  process.on('message', (order: Order) => {
    carryOut(order).then(
      (answer) => process.send?.({ answer: answer ?? null }),
      (error: unknown) => fail(inspect(error)),
    );
  });
  process.on('disconnect', () => process.exit());
}

export function fail(why: string): void {
  process.send?.({ failed: why }, () => process.exit(1));
}
