import { loadavg } from 'node:os';
import { createLog } from '@hongxin/kit/log';
import startEngines from '../world/engines.ts';
import { createWorld, type World } from '../world/world.ts';
import { median, printTable, quantile, round } from './figures.ts';
import { measureProof, measureSealing } from './primitives.ts';
import { measureRevocation } from './revocation.ts';
import { measureAttacks, type Round } from './under-attack.ts';

/**
 * What the defences cost and hold: how soon a revoked screen is cut off, how much an attack slows other callers, what the
 * proof inside the mesh and sealing cost. Every figure stands beside a limit that was measured in the same run, in turns.
 * `npm run bench:security [-- attack …]` with names of attacks measures these alone.
 */
const REVOCATIONS = 40;
const ROUNDS = 5;
const ATTACKS: Record<string, string> = {
  none: 'nothing',
  busy: 'limit: a process beside, asking nothing',
  sockets: 'one socket subscribing as fast as it can, back at once',
  frames: 'frames of 20 MB, back at once',
  passwords: '50 wrong passwords at once',
  forbidden: '50 forbidden queries at once (audited)',
  'documents-repeated': '4 documents of 250 kB at once: a field 80,000 times',
  'documents-repeatedRoots': '… a root field 19,000 times',
  'documents-aliased': '… 9,000 aliases',
  'documents-largest': '… 30 lists of sites with all about them, the most that is let through',
  'documents-deep': '… 10,000 levels',
  'documents-doubled': '… fragments that double 30 times',
};

const loadBefore = loadavg()[0] ?? 0;
const wanted = process.argv.slice(2);
const stopEngines = await startEngines();
try {
  await using world = await createWorld({ env: { AUTH_IP_RATE_PER_MINUTE: '1000000' } });
  if (wanted.length === 0) await printRest(world);
  await printAttacks(world, wanted.length > 0 ? ['none', 'busy', ...wanted] : Object.keys(ATTACKS));
  process.stdout.write(`load average before: ${round(loadBefore)}\n`);
} finally {
  await stopEngines();
}
process.exit();

async function printRest(world: World): Promise<void> {
  const proof = await measureProof();
  const sealing = await measureSealing(world, createLog('bench', 'silent'));
  const us = (costs: Record<string, number>, name: string) => round(costs[name] ?? Number.NaN);
  printTable(
    ['per call', 'µs', 'limit', 'µs'],
    [
      [
        'proof of a request (made and verified), known caller',
        us(proof, 'known'),
        'HMAC-SHA-256',
        us(proof, 'hmac'),
      ],
      [
        '… new caller',
        us(proof, 'unknown'),
        'Ed25519 sign + verify',
        round((proof['sign'] ?? 0) + (proof['verify'] ?? 0)),
      ],
      ['seal, international', us(sealing, 'seal'), 'AES-256-GCM encrypt', us(sealing, 'encrypt')],
      ['open, international', us(sealing, 'open'), 'AES-256-GCM decrypt', us(sealing, 'decrypt')],
      ['seal, national (SM4)', us(sealing, 'sealNationally'), 'AES-256-GCM encrypt', us(sealing, 'encrypt')],
      ['open, national (SM4)', us(sealing, 'openNationally'), 'AES-256-GCM decrypt', us(sealing, 'decrypt')],
    ],
  );
  const { fromAnswer, fromCall, limit } = await measureRevocation(world, REVOCATIONS);
  const row = (name: string, values: number[], goal: string) => [
    name,
    round(quantile(values, 0.5)),
    round(quantile(values, 0.99)),
    goal,
  ];
  printTable(
    [`figure, ${REVOCATIONS} times`, 'p50 ms', 'p99 ms', 'goal'],
    [
      row('screen revoked → its socket closed', fromAnswer, '≤ 2000'),
      row('from the call on', fromCall, '—'),
      row('limit: Redis XADD → XREAD', limit, '—'),
    ],
  );
}

async function printAttacks(world: World, attacks: readonly string[]): Promise<void> {
  const measured = await measureAttacks(world, attacks, ROUNDS);
  const calm = measured.get('none') ?? [];
  const cells = (rounds: readonly Round[], of: 'query' | 'tap') => [
    round(median(rounds.flatMap((one) => one[of]))),
    round(
      quantile(
        rounds.flatMap((one) => one[of]),
        0.99,
      ),
    ),
    round(median(rounds.map((one, i) => median(one[of]) / median(calm[i]?.[of] ?? []))), 2),
  ];
  printTable(
    [
      'others, during',
      'query p50 ms',
      'p99',
      '× calm',
      'tap p50 ms',
      'p99',
      '× calm',
      'failed',
      'what it did',
    ],
    attacks.map((attack) => {
      const rounds = measured.get(attack) ?? [];
      const failed = rounds.reduce((sum, one) => sum + one.failed, 0);
      return [
        ATTACKS[attack] ?? attack,
        ...cells(rounds, 'query'),
        ...cells(rounds, 'tap'),
        failed,
        deeds(rounds),
      ];
    }),
  );
}

/** Summed over the rounds. */
function deeds(rounds: readonly Round[]): string {
  const sums: Record<string, number> = {};
  for (const { did } of rounds)
    for (const [what, count] of Object.entries(did)) sums[what] = (sums[what] ?? 0) + count;
  return Object.entries(sums)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}
