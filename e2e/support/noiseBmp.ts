/** A BMP of noise, so large that its chunks take a while to write. */
export function noiseBmp(side: number): Buffer {
  const bytes = Buffer.alloc(54 + side * side * 3);
  for (let at = 54; at < bytes.length; at++) bytes[at] = Math.imul(at, 2654435761) >>> 24;
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(side, 18);
  bytes.writeInt32LE(side, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}
