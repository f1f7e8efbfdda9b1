import { stdout } from 'node:process';

/** What the person at the terminal reads. Progress rewrites its line on a terminal and is one line per step elsewhere. */
export type Lines = {
  say: (line: string) => void;
  progress: (step: string, done: number, total: number) => void;
};

export function createLines(out: NodeJS.WriteStream = stdout): Lines {
  let isLineOpen = false;
  // Whoever read the output has left (`npm start | head`): no reason to stop the district.
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const say = (line: string) => {
    out.write(`${isLineOpen ? '\n' : ''}${line}\n`);
    isLineOpen = false;
  };
  const progress = (step: string, done: number, total: number) => {
    const line = `  ${step} ${done}/${total}`;
    const isDone = done >= total;
    if (out.isTTY) out.write(`\r\x1b[K${line}${isDone ? '\n' : ''}`);
    else if (isDone) out.write(`${line}\n`);
    isLineOpen = out.isTTY && !isDone;
  };
  return { say, progress };
}
