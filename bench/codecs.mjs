// MB/s of raw pixels, one thread, our kernel next to numcodecs.js, copies in and out included:
//   node bench/codecs.mjs
import { readFileSync } from "node:fs";
import { deflateSync, inflateSync } from "node:zlib";
import { Blosc, LZ4, Zlib, Zstd } from "numcodecs";

const kernel = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(new URL("../wasm/kernel.wasm", import.meta.url))),
).exports;
kernel._initialize();

/** 2048 × 1024 uint16: bright blobs on a dim ground, with the noise of a camera. */
function image(width = 2048, height = 1024) {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const light = new Float64Array(width * height).fill(100);
  for (let blob = 0; blob < 200; blob++) {
    const [x0, y0, radius, height0] = [random() * width, random() * height, 4 + random() * 30, 200 + random() * 2000];
    for (let y = Math.max(0, Math.floor(y0 - 3 * radius)); y < Math.min(height, y0 + 3 * radius); y++) {
      for (let x = Math.max(0, Math.floor(x0 - 3 * radius)); x < Math.min(width, x0 + 3 * radius); x++) {
        light[y * width + x] += height0 * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * radius * radius));
      }
    }
  }
  const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  return new Uint8Array(
    Uint16Array.from(light, (value) => Math.max(0, value + 0.7 * Math.sqrt(value) * normal())).buffer,
  );
}

const pixels = image();

function ours(capacity, run) {
  return (input) => {
    const source = kernel.buffer_allocate(input.length) >>> 0;
    const target = kernel.buffer_allocate(capacity) >>> 0;
    new Uint8Array(kernel.memory.buffer).set(input, source);
    const size = run(source, input.length, target, capacity);
    if (size < 0) throw new Error(`kernel result ${size}`);
    const output = new Uint8Array(kernel.memory.buffer, target, size).slice();
    kernel.buffer_free(target);
    kernel.buffer_free(source);
    return output;
  };
}

const NAMES = ["blosclz", "lz4", "lz4hc", "zlib", "zstd"];
function blosc(cname, clevel, shuffle) {
  return {
    name: `Blosc ${cname} ${clevel} ${["no shuffle", "shuffle", "bitshuffle"][shuffle]}`,
    encode: ours(pixels.length + 16, (source, n, target, capacity) =>
      kernel.blosc_encode(source, n, target, capacity, NAMES.indexOf(cname), clevel, shuffle, 2, 0),
    ),
    decode: ours(pixels.length, kernel.blosc_decode),
    theirs: Blosc.fromConfig({ id: "blosc", cname, clevel, shuffle, blocksize: 0 }),
  };
}

const largest = 2 * pixels.length;
const cases = [
  blosc("lz4", 5, 1),
  blosc("lz4", 5, 2),
  blosc("zstd", 1, 2),
  blosc("zstd", 3, 2),
  {
    name: "Zstandard 3",
    encode: ours(largest, (...where) => kernel.zstd_encode(...where, 3, 0)),
    decode: ours(pixels.length, kernel.zstd_decode),
    theirs: Zstd.fromConfig({ id: "zstd", level: 3 }),
  },
  {
    name: "LZ4",
    encode: ours(largest, (...where) => kernel.lz4_encode(...where, 1)),
    decode: ours(pixels.length, (source, n, target, capacity) =>
      kernel.lz4_decode(source + 4, n - 4, target, capacity),
    ),
    theirs: LZ4.fromConfig({ id: "lz4", acceleration: 1 }),
  },
  ...[1, 6].map((level) => ({
    name: `zlib ${level}`,
    encode: ours(largest, (...where) => kernel.deflate_encode(...where, level, 1)),
    decode: ours(pixels.length, (...where) => kernel.inflate_decode(...where, 1)),
    theirs: Zlib.fromConfig({ id: "zlib", level }),
  })),
];

/** MB/s of the best of the runs that fit in 1.5 seconds, and the result. */
async function measure(run) {
  let result = await run();
  let best = Infinity;
  for (const start = performance.now(); performance.now() - start < 1500;) {
    const before = performance.now();
    result = await run();
    best = Math.min(best, performance.now() - before);
  }
  return { speed: Math.round(pixels.length / best / 1000), result };
}

const rows = {};
for (const { name, encode, decode, theirs } of cases) {
  const encoded = await measure(() => encode(pixels));
  const decoded = await measure(() => decode(encoded.result));
  const theirEncoded = await measure(() => theirs.encode(pixels));
  const theirDecoded = await measure(() => theirs.decode(encoded.result));
  if (Buffer.compare(decoded.result, pixels) !== 0 || Buffer.compare(theirDecoded.result, pixels) !== 0) {
    throw new Error(`${name}: wrong pixels`);
  }
  rows[name] = {
    encode: encoded.speed,
    decode: decoded.speed,
    ratio: (pixels.length / encoded.result.length).toFixed(2),
    "numcodecs.js encode": theirEncoded.speed,
    "numcodecs.js decode": theirDecoded.speed,
    "numcodecs.js ratio": (pixels.length / theirEncoded.result.length).toFixed(2),
  };
}
const native = deflateSync(pixels, { level: 6 });
rows["zlib 6, native in Node"] = {
  encode: (await measure(() => deflateSync(pixels, { level: 6 }))).speed,
  decode: (await measure(() => inflateSync(native))).speed,
  ratio: (pixels.length / native.length).toFixed(2),
};
console.table(rows);
