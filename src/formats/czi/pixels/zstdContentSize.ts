const SIGNATURE = 0xfd2fb528;

/** The decoded size that a Zstandard frame states (RFC 8878, 3.1.1.1), or null: it need not, and other data do not. */
export function zstdContentSize(data: Uint8Array): number | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 5 || view.getUint32(0, true) !== SIGNATURE) return null;
  const descriptor = data[4]!;
  const sizeFlag = descriptor >> 6;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
  const at = 5 + windowBytes + dictionaryBytes;
  if (sizeBytes === 0 || at + sizeBytes > data.length) return null;
  switch (sizeBytes) {
    case 1:
      return data[at]!;
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
