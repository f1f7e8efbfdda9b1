import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** What a measured source answers: a line with a number makes so many events at once, the line `figures` asks what it counted. */
export function listenForOrders(
  port: number,
  emit: () => void,
  figures: () => Record<string, number> = () => ({}),
): void {
  createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy()); // the bench has ended
    createInterface({ input: socket }).on('line', (line) => {
      if (line === 'figures') socket.write(`${JSON.stringify(figures())}\n`);
      else for (let left = Number(line); left > 0; left--) emit();
    });
  }).listen(port, '127.0.0.1');
}
