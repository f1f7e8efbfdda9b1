import { describe, expect, it } from 'vitest';
import { fakeMesh, fakeProcess } from './fake-mesh.ts';
import { startMesh, type Mesh } from './mesh.ts';
import { isAlive, markOf } from './process-start.ts';
import { temporaryFolder } from './temporary-folder.ts';

const table = [
  fakeProcess('members', 'subgraph'),
  fakeProcess('funding', 'subgraph'),
  fakeProcess('gateway', 'rest'),
];
const marks = (mesh: Mesh) => mesh.processes.names.map((name) => markOf(mesh.processes.pid(name)!));

describe('a mesh', { timeout: 30_000 }, () => {
  it('starts subgraphs first, and leaves no process when it is disposed of', async () => {
    await using folder = await temporaryFolder();
    const steps: string[] = [];
    const options = { ...(await fakeMesh(folder.path, table)), onStep: (text: string) => steps.push(text) };
    const mesh = await startMesh(options);
    const running = marks(mesh);
    expect(steps.at(-1)).toContain('gateway');
    expect(running.every(isAlive)).toBe(true);
    await mesh[Symbol.asyncDispose]();
    expect(running.some(isAlive)).toBe(false);
  });

  it('runs beside another one on ports of its own', async () => {
    await using folder = await temporaryFolder();
    const options = await fakeMesh(folder.path, table);
    const [first, second] = await Promise.all([startMesh(options), startMesh(options)]);
    await using _first = first;
    await using _second = second;
    const ports = [first, second].flatMap(({ addresses }) => Object.values(addresses.services));
    expect(new Set(ports).size).toBe(6);
  });

  it('has as many gateways as it is asked for, each on a port of its own', async () => {
    await using folder = await temporaryFolder();
    await using mesh = await startMesh({ ...(await fakeMesh(folder.path, table)), gateways: 2 });
    expect(mesh.processes.names).toEqual(['members', 'funding', 'gateway', 'gateway-2']);
    const { gateway, 'gateway-2': second } = mesh.addresses.services;
    expect(gateway).toBe(mesh.addresses.web);
    expect(second).not.toBe(gateway);
    expect((await fetch(`${second}/health/ready`)).ok).toBe(true);
  });

  it('stops what did start when one process does not', async () => {
    await using folder = await temporaryFolder();
    const broken = fakeProcess('funding', 'subgraph', { FAULT: 'exit' });
    const options = await fakeMesh(folder.path, [table[0]!, broken, table[2]!]);
    const steps: string[] = [];
    const start = startMesh({ ...options, onStep: (text) => steps.push(text) });
    await expect(start).rejects.toThrow(/funding/);
    const url = /http\S+/.exec(steps.find((step) => step.includes('members')) ?? '')?.[0];
    if (url) await expect(fetch(url)).rejects.toThrow();
  });

  it('ends a start that is under way', async () => {
    await using folder = await temporaryFolder();
    const stop = new AbortController();
    const options = { ...(await fakeMesh(folder.path, table)), stop: stop.signal };
    const start = startMesh({ ...options, onStep: () => stop.abort() });
    await expect(start).rejects.toThrow();
  });

  it('lets each process be killed, stopped and started, and measures it', async () => {
    await using folder = await temporaryFolder();
    await using mesh = await startMesh({ ...(await fakeMesh(folder.path, table)), restart: false });
    const { processes } = mesh;
    const before = processes.pid('members');
    processes.kill('members');
    await expect.poll(() => processes.pid('members'), { timeout: 10_000 }).toBeUndefined();
    await processes.restart('members');
    expect(processes.pid('members')).not.toBe(before);
    await processes.term('funding');
    const memory = await processes.memory();
    expect(Object.keys(memory)).toEqual(['members', 'gateway']);
    expect(memory['members']).toBeGreaterThan(10_000_000);
    expect(() => processes.kill('nobody')).toThrow(/nobody[\s\S]*members/);
  });

  it("gives a process its own variables and nothing of the person's", async () => {
    await using folder = await temporaryFolder();
    process.env['SOMEBODYS_TOKEN'] = 'x';
    const own = [fakeProcess('gateway', 'rest', { OWN: '1' })];
    const envOf = { gateway: { ONLY: '3' }, members: { NOT: '4' } };
    await using mesh = await startMesh({ ...(await fakeMesh(folder.path, own)), env: { MORE: '2' }, envOf });
    const env = (await (await fetch(`${mesh.addresses.web}/environment`)).json()) as Record<string, string>;
    expect(env).toMatchObject({
      OWN: '1',
      MORE: '2',
      ONLY: '3',
      NODE_ENV: 'production',
      PORT: new URL(mesh.addresses.web).port,
    });
    expect(env).not.toHaveProperty('SOMEBODYS_TOKEN');
    expect(env).not.toHaveProperty('NOT');
    delete process.env['SOMEBODYS_TOKEN'];
  });
});
