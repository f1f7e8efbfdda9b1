import { createLog } from '@hongxin/kit/log';
import { connectMongo } from '@hongxin/kit/mongo';
import { checkpointKey } from './audit/checkpoint.ts';
import { sentenceOf } from './audit/finding.ts';
import { auditSource } from './audit/verify-store.ts';
import { createAuditStore } from './audit/store.ts';
import { verifyAudit } from './audit/verify.ts';
import { registerCollections } from './collections.ts';
import { readVerifyEnv } from './env.ts';

/** Reads only. Ends with 0 when the audit is whole, with 1 when it is not. */
const PROGRESS_MS = 2_000;

const env = readVerifyEnv();
const key = env.AUDIT_PUBLIC_KEY ?? env.AUDIT_PRIVATE_KEY;
if (!key) throw new Error('需要环境变量 AUDIT_PUBLIC_KEY（或 AUDIT_PRIVATE_KEY）才能核对检查点的签名。');

const log = createLog('verify-audit', env.LOG_LEVEL);
await using mongo = await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log });
const collections = registerCollections(mongo.connection);
const store = createAuditStore(mongo.connection, collections);
const folder = env.AUDIT_CHECKPOINT_DIR;
const show = (count: number): string => count.toLocaleString('zh-CN');

let toldAt = performance.now();
const { rows, checkpoints, findings } = await verifyAudit(
  auditSource(collections, store, folder),
  checkpointKey(key),
  (done) => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    process.stdout.write(`  已核对 ${show(done)} 行……\n`);
  },
);

const seconds = (performance.now() / 1000).toFixed(1);
if (findings.length === 0) {
  process.stdout.write(
    `✓ 审计记录完整：${show(rows)} 行，${show(checkpoints)} 个检查点，用时 ${seconds} 秒。\n`,
  );
  if (checkpoints === 0)
    process.stdout.write(`  ${folder} 中还没有检查点：首个检查点在运行一小时内或满 1,000 行时生成。\n`);
} else {
  process.stdout.write(`✗ 审计记录有问题（${show(rows)} 行完好，用时 ${seconds} 秒）：\n`);
  for (const finding of findings) process.stdout.write(`  - ${sentenceOf(finding)}\n`);
  process.stdout.write('  请保留数据库和检查点文件的现状，并通知审计管理员。\n');
  process.exitCode = 1;
}
