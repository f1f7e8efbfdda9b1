import { Failure } from './failure.mjs';
import { messages } from './messages.mjs';

const leastMajor = 20;
const systems = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

export function checkPlatform({ version, platform, arch } = process) {
  if (Number(version.slice(1).split('.')[0]) < leastMajor) throw new Failure(messages.nodeTooOld(version));
  const system = `${platform}-${arch}`;
  if (!systems.includes(system)) throw new Failure(messages.platform(system));
}
