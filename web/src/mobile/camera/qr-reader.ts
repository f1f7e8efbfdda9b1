import type { BarcodeDetector as Ponyfill } from 'barcode-detector/ponyfill';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** Finds the text of a QR code in a picture; null when there is none. */
export type QrReader = (picture: HTMLVideoElement) => Promise<string | null>;

type DetectorClass = Pick<typeof Ponyfill, 'getSupportedFormats'> &
  (new (options: { formats: ['qr_code'] }) => Pick<Ponyfill, 'detect'>);

/**
 * The browser's own detector where it can read QR codes: some have the class and support no format at all. Otherwise
 * zxing, whose wasm comes from our own address: its default is somebody else's server.
 */
export async function createQrReader(): Promise<QrReader | null> {
  const native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (native && (await readsQr(native))) return readerOf(native);
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
  return (await readsQr(BarcodeDetector)) ? readerOf(BarcodeDetector) : null;
}

async function readsQr(detector: DetectorClass): Promise<boolean> {
  return (await detector.getSupportedFormats()).includes('qr_code');
}

function readerOf(Detector: DetectorClass): QrReader {
  const detector = new Detector({ formats: ['qr_code'] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
}
