// For bench/encoder.py, which runs it: `node bench/encoder.mjs LEVEL CHUNK_BYTES FILE…` encodes each file of raw pixels (its name ends in
// its values' bytes: `…__2.raw`) in chunks, as Blosc's bit-shuffled Zstandard. Prints a list of sizes and seconds of processor time.
import { readFileSync } from "node:fs";

const [level, chunkBytes, ...files] = process.argv.slice(2);
const kernel = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(new URL("../wasm/kernel.wasm", import.meta.url))),
).exports;
kernel._initialize();
const source = kernel.buffer_allocate(Number(chunkBytes)) >>> 0;
const target = kernel.buffer_allocate(Number(chunkBytes) + 16) >>> 0;

function encode(pixels, typesize) {
  let size = 0;
  let microseconds = 0;
  for (let at = 0; at < pixels.length; at += Number(chunkBytes)) {
    const chunk = pixels.subarray(at, at + Number(chunkBytes));
    new Uint8Array(kernel.memory.buffer).set(chunk, source);
    const before = process.cpuUsage();
    size += kernel.blosc_encode(source, chunk.length, target, chunk.length + 16, 4, Number(level), 2, typesize, 0);
    const { user, system } = process.cpuUsage(before);
    microseconds += user + system;
  }
  return { size, seconds: microseconds / 1e6 };
}

const found = files.map((file) => {
  const pixels = readFileSync(file);
  const typesize = Number(/__(\d+)\.raw$/.exec(file)[1]);
  const times = Array.from({ length: 3 }, () => encode(pixels, typesize));
  return { size: times[0].size, seconds: Math.min(...times.map(({ seconds }) => seconds)) };
});
console.log(JSON.stringify(found));
