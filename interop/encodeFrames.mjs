// Blosc frames by the kernel, for blosc_frames.py:
//   node interop/encodeFrames.mjs FOLDER
// FOLDER/cases.json has one entry for each file N.raw: typesize, level and blocksize. Writes N.blosc.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const kernel = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(new URL("../wasm/kernel.wasm", import.meta.url))),
).exports;
kernel._initialize();
/** Of blosc_encode(): zstd, bit shuffle. */
const [ZSTD, BIT_SHUFFLE] = [4, 2];

for (const [index, { typesize, level, blocksize }] of JSON.parse(
  readFileSync(join(folder, "cases.json"), "utf8"),
).entries()) {
  const raw = readFileSync(join(folder, `${index}.raw`));
  const source = kernel.buffer_allocate(raw.length) >>> 0;
  const capacity = raw.length + 16;
  const target = kernel.buffer_allocate(capacity) >>> 0;
  new Uint8Array(kernel.memory.buffer).set(raw, source);
  const size = kernel.blosc_encode(source, raw.length, target, capacity, ZSTD, level, BIT_SHUFFLE, typesize, blocksize);
  if (size < 0) throw new Error(`case ${index}: kernel result ${size}`);
  writeFileSync(join(folder, `${index}.blosc`), new Uint8Array(kernel.memory.buffer, target, size));
  kernel.buffer_free(target);
  kernel.buffer_free(source);
}
