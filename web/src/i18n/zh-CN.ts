import { common } from './zh-CN/common.ts';
import { console } from './zh-CN/console.ts';
import { mobile } from './zh-CN/mobile.ts';
import { screen } from './zh-CN/screen.ts';

export const zhCN = { common, screen, mobile, console };
