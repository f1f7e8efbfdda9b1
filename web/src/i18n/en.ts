import { common } from './en/common.ts';
import { console } from './en/console.ts';
import { mobile } from './en/mobile.ts';
import { screen } from './en/screen.ts';
import type { Same } from './same.ts';
import type { zhCN } from './zh-CN.ts';

export const en = { common, screen, mobile, console } satisfies Same<typeof zhCN>;
