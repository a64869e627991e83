import { damagedHdf5 } from "./errors.ts";

/** Undoes h5py's filter LZF (32000): literals of up to 32 bytes, and copies of up to 264 of those up to 8 KiB before. */
export function decodeLzf(data: Uint8Array, size: number, file: string): Uint8Array<ArrayBuffer> {
  const bad = () => damagedHdf5(file, "LZF data that do not decode");
  // A copy of three bytes gives 264.
  if (size > data.length * 264) throw bad();
  const decoded = new Uint8Array(size);
  let at = 0;
  let to = 0;
  while (at < data.length) {
    const control = data[at++]!;
    if (control < 32) {
      const end = at + control + 1;
      if (end > data.length || to + control + 1 > size) throw bad();
      decoded.set(data.subarray(at, end), to);
      to += control + 1;
      at = end;
      continue;
    }
    let length = control >> 5;
    if (length === 7) length += data[at++] ?? 0;
    const from = to - ((control & 31) << 8) - (data[at++] ?? 0) - 1;
    if (from < 0 || to + length + 2 > size) throw bad();
    // Byte by byte: a copy may reach into itself.
    for (let each = 0; each < length + 2; each++) decoded[to + each] = decoded[from + each]!;
    to += length + 2;
  }
  if (to !== size) throw bad();
  return decoded;
}
