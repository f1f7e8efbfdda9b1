import { describe, expect, it } from 'vitest';
import { deviceOf } from './device.ts';

const MOBILE = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('naming a device', () => {
  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${MOBILE} Chrome/141.0.0.0 Safari/537.36`,
      'Chrome · Windows',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${MOBILE} Chrome/141.0.0.0 Safari/537.36 Edg/141.0`,
      'Edge · Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15',
      'Safari · macOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · Linux'],
    [
      `Mozilla/5.0 (Linux; Android 15; V2366) ${MOBILE} Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.50`,
      '微信 · Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
      'Safari · iPhone',
    ],
    ['node', '未知设备'],
    ['', '未知设备'],
  ])('%s', (userAgent, device) => {
    expect(deviceOf(userAgent)).toBe(device);
  });
});
