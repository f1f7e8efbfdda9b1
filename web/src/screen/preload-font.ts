import '../styles/fonts.ts';
import { screen } from '../i18n/zh-CN/screen.ts';

// Digits, ASCII, the townships' and the commonest family names: what a wall shows first beyond its own sentences.
const OFTEN =
  '0123456789 .,:%+-−*·/ABCDEFGHIJKLMNOPQRSTUVWXYZ富春江鹿山东洲银湖万市洞桥渌渚永昌里常绿场口安龙门新登胥大源灵桐上官环建渔街道镇乡党支部联合有限公司' +
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方';

/** Asks for the font's slices before the first name needs one: a name must not appear in another font and jump. */
export function preloadFont(): void {
  const text = JSON.stringify(screen) + OFTEN;
  for (const weight of [400, 700]) {
    document.fonts.load(`${weight} 20px "Noto Sans SC"`, text).catch((error: unknown) => {
      console.warn('font not preloaded', error);
    });
  }
}
