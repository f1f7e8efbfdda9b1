import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

const dayMs = 86_400_000;
/** Phones refuse certificates that are valid for longer than 398 days. */
const validDays = 390;

export type Certificate = { certFile: string; keyFile: string };

/** A self-signed certificate for the local network, kept so that a phone that has accepted it once need not again. */
export async function keepCertificate(
  dataDir: string,
  address: string,
  now = Date.now(),
): Promise<Certificate> {
  const folder = join(dataDir, 'tls');
  const files = { certFile: join(folder, 'certificate.pem'), keyFile: join(folder, 'key.pem') };
  const stored = await readFile(files.certFile, 'utf8').catch(() => undefined);
  if (stored !== undefined && isUsable(new X509Certificate(stored), address, now)) return files;
  const made = await make(address, now);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(files.keyFile, made.private, { mode: 0o600 });
  await writeFile(files.certFile, made.cert);
  return files;
}

function isUsable(certificate: X509Certificate, address: string, now: number): boolean {
  const lastsAWeek = certificate.validToDate.getTime() - now > 7 * dayMs;
  return lastsAWeek && certificate.checkIP(address) !== undefined;
}

async function make(address: string, now: number) {
  const names = [
    { type: 2 as const, value: 'localhost' },
    { type: 7 as const, ip: '127.0.0.1' },
    { type: 7 as const, ip: address },
  ];
  return await generate([{ name: 'commonName', value: 'Hongxin' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // An hour back: the phone's clock may be behind.
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + validDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names },
    ],
  });
}
