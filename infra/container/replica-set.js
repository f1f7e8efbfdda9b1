// Run by mongosh in the network of the first member (docker-compose.yml, mongo-init). May run any number of times: it makes
// what is missing, and gives each user the password that it is told.
const members = process.env.MONGO_MEMBERS.split(',');
const services = ['organizations', 'members', 'funding', 'activities', 'identity'];

const port = members[0].split(':')[1];
const first = new Mongo(`mongodb://127.0.0.1:${port}/?directConnection=true`).getDB('admin');

if (!first.hello().setName) {
  // The first user can only be made on this member while it is primary, so it shall win the first election.
  const config = members.map((host, at) => ({ _id: at, host, priority: at === 0 ? 2 : 1 }));
  first.adminCommand({ replSetInitiate: { _id: 'hongxin', members: config } });
  print('副本集已建立');
}

const admin = signInOrMakeAdmin();
for (const service of services) {
  giveUser(service, {
    pwd: passwordOf(service),
    roles: [{ role: 'readWrite', db: `hongxin_${service}` }],
  });
}
print('副本集与账号就绪');

function signInOrMakeAdmin() {
  const pwd = passwordOf('admin');
  const set = `mongodb://admin:${pwd}@${members.join(',')}/?replicaSet=hongxin&serverSelectionTimeoutMS=3000`;
  let reason;
  for (const until = Date.now() + 120_000; Date.now() < until; sleep(1_000)) {
    try {
      return new Mongo(set).getDB('admin');
    } catch (error) {
      reason = error;
    }
    if (!first.hello().isWritablePrimary) continue;
    try {
      first.createUser({ user: 'admin', pwd, roles: ['root'] });
    } catch (error) {
      // 13: there are users already, and none of them may be added without signing in.
      if (error.code !== 13) throw error;
      throw new Error('MONGO_PASSWORD_ADMIN 与数据库中的不一致：请从备份恢复 .env');
    }
  }
  throw new Error(`副本集在 120 秒内没有选出主节点：${reason.message}`);
}

function giveUser(name, user) {
  if (admin.getUser(name)) admin.updateUser(name, user);
  else admin.createUser({ user: name, ...user });
}

function passwordOf(name) {
  const variable = `MONGO_PASSWORD_${name.toUpperCase()}`;
  const password = process.env[variable];
  if (!password) throw new Error(`缺少 ${variable}：请先运行 npm run compose-env -- .env 生成密钥`);
  return password;
}
