import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Log } from '@hongxin/kit/log';
import type { Federation } from './federation.ts';

const LOOK_EVERY_MS = 1_000;

/** Takes up what is written into the supergraph's file; a broken one is refused and told, and the present one stays. */
export function followSupergraph(
  file: string,
  federation: Pick<Federation, 'update'>,
  log: Log,
): Disposable & { readonly isCurrent: () => boolean } {
  let current = true;
  const take = (): void => {
    readFile(file, 'utf8')
      .then(async (sdl) => {
        current = await federation.update(sdl);
        if (current) log.info({ file }, 'took up a changed supergraph');
      })
      .catch((error) => {
        current = false;
        log.error({ err: error, file }, 'the supergraph cannot be read; the present one stays');
      });
  };
  watchFile(file, { interval: LOOK_EVERY_MS }, (now, before) => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size) take();
  });
  return {
    isCurrent: () => current,
    [Symbol.dispose]: () => unwatchFile(file),
  };
}
