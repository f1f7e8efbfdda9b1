import { messages } from '../messages.ts';
import { messageOf } from '../launch-problem.ts';

/** The series that production runs; data made by it stays readable by it. */
const vendorVersion = '8.0.17';
const reachLimitMs = 4000;
const downloadLimitMs = 600_000;

/** The official mongod. Asks first whether the vendor can be reached, since the library itself retries for long. */
export async function downloadMongod(folder: string): Promise<string> {
  const mirror = process.env['MONGOMS_DOWNLOAD_MIRROR'] ?? 'https://fastdl.mongodb.org';
  const isBehindProxy = Boolean(process.env['HTTPS_PROXY'] ?? process.env['https_proxy']);
  // fetch does not go through a proxy, the library does: only the library can tell there.
  if (!isBehindProxy) await reach(mirror);
  const { MongoBinary } = await import('mongodb-memory-server-core');
  const download = MongoBinary.getPath({ version: vendorVersion, downloadDir: folder });
  return await Promise.race([download, failAfter(downloadLimitMs, mirror)]);
}

async function reach(address: string): Promise<void> {
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(reachLimitMs) });
  } catch (error) {
    throw new Error(messages.vendorUnreachable(new URL(address).host), { cause: messageOf(error) });
  }
}

function failAfter(limitMs: number, address: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(messages.vendorUnreachable(new URL(address).host))), limitMs).unref();
  });
}
