import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { keepCertificate } from './certificate.ts';
import { temporaryFolder } from './temporary-folder.ts';

const yearMs = 365 * 86_400_000;

describe('the certificate for the local network', () => {
  it("is kept while it serves, and its key is nobody else's", async () => {
    await using folder = await temporaryFolder();
    const first = await keepCertificate(folder.path, '192.168.1.20');
    const text = await readFile(first.certFile, 'utf8');
    await keepCertificate(folder.path, '192.168.1.20');
    expect(await readFile(first.certFile, 'utf8')).toBe(text);
    expect((await stat(first.keyFile)).mode & 0o777).toBe(0o600);
  });

  it('is made anew for another address, and before it runs out', async () => {
    await using folder = await temporaryFolder();
    const { certFile } = await keepCertificate(folder.path, '192.168.1.20');
    const texts = [await readFile(certFile, 'utf8')];
    await keepCertificate(folder.path, '10.0.0.7');
    texts.push(await readFile(certFile, 'utf8'));
    await keepCertificate(folder.path, '10.0.0.7', Date.now() + 2 * yearMs);
    texts.push(await readFile(certFile, 'utf8'));
    expect(new Set(texts).size).toBe(3);
    expect(new X509Certificate(texts[1]!).checkIP('10.0.0.7')).toBe('10.0.0.7');
  });

  it('is one that a client takes for this address once it trusts it', async () => {
    await using folder = await temporaryFolder();
    const { certFile, keyFile } = await keepCertificate(folder.path, '192.168.1.20');
    const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
    const server = createServer({ cert, key });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const isTrusted = await new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', ca: cert }, () => resolve(socket.authorized));
      socket.once('error', reject);
      socket.once('secureConnect', () => socket.destroy());
    });
    expect(isTrusted).toBe(true);
    server.close();
  });
});
