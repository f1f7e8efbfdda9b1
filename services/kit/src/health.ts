import type { ServerResponse } from 'node:http';

export type Check = () => Promise<void> | void;

/** `/health/live`: the event loop turns. `/health/ready`: each check passes; the answer names who answers. */
export async function answerHealth(
  path: string,
  response: ServerResponse,
  identity: { service: string; instance: string; [detail: string]: unknown },
  checks: Record<string, Check>,
): Promise<boolean> {
  if (path !== '/health/live' && path !== '/health/ready') return false;
  const failed: Record<string, string> = {};
  if (path === '/health/ready')
    for (const [name, check] of Object.entries(checks)) {
      try {
        await check();
      } catch (error) {
        failed[name] = error instanceof Error ? error.message : String(error);
      }
    }
  const ok = Object.keys(failed).length === 0;
  response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ ...identity, ready: ok, ...(ok ? {} : { failed }) }));
  return true;
}
