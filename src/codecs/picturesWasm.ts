import { bytesOfPixels, pixelsFromBytes, type DataType } from "../model/dtype.ts";
import { isRefusedAllocation, ZarrdropError, type ErrorKind } from "../model/errors.ts";
import { announceWork } from "../model/lifeSigns.ts";
import { LIMITS } from "../model/limits.ts";
import type { DecodedPicture, Decompressor } from "./codec.ts";
import { expectedSize } from "./expectedSize.ts";
import { loadWasmBytes } from "./wasmFiles.ts";
import { isTrap } from "./wasmTrap.ts";

/** Kinds of failure, in the order of `wasm/pictures/picture.h`. */
const FAILURES = ["corrupt", "unsupported-feature", "limit", "memory"] as const satisfies readonly ErrorKind[];

/** Types of a value, in the order of `wasm/pictures/picture.h`. */
const TYPES = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "float64",
  "float16",
] as const satisfies readonly DataType[];

/** An instance whose memory grew beyond this is not kept for the next picture: wasm memory never shrinks. */
const KEPT_MEMORY_BYTES = 48 * 2 ** 20;

/** What every module of `wasm/pictures` exports; `picture.h` says how they are used. */
type PictureExports = {
  memory: WebAssembly.Memory;
  _initialize(): void;
  reserve(bytes: number): number;
  release(address: number): void;
  decode(...parameters: number[]): number;
  /** Of codecs that write too. */
  encode?(...parameters: number[]): number;
  finish(): void;
};

/** A decoded picture, and the word in which a module says what only it knows. */
export type WasmPicture = { picture: DecodedPicture; extra: number };

/** One instance of a module, with a memory of its own; useless after a failure. */
export interface PictureInstance {
  readonly memoryBytes: number;
  /**
   * Copies the inputs in, calls `decode(address, length, …for each input, …numbers)`, copies the pixels out and frees all
   * that the call took. With `keep`, inputs and the module's state stay for further calls (animations), which pass no inputs.
   */
  decode(inputs: readonly Uint8Array[], numbers: readonly number[], options?: CallOptions): WasmPicture;
  /** `encode(address, length, …numbers)` in the same way: the compressed bytes. */
  encode(input: Uint8Array, numbers: readonly number[]): Uint8Array<ArrayBuffer>;
}

type CallOptions = {
  /** Inputs and state stay in the instance. */
  keep?: boolean;
  /** Memory for the pixels: `PictureOptions.room`. */
  room?: Uint8Array<ArrayBuffer> | undefined;
};

/** A compiled module of `wasm/pictures`. */
export interface PictureProgram {
  /**
   * One picture, in an instance that is reused while nothing went wrong.
   * @throws `corrupt`, `unsupported-feature`, `limit`, `memory`
   */
  decode(inputs: readonly Uint8Array[], numbers: readonly number[], room?: Uint8Array<ArrayBuffer>): WasmPicture;
  /**
   * Compressed bytes, from a module that writes.
   * @throws `memory`
   */
  encode(input: Uint8Array, numbers: readonly number[]): Uint8Array<ArrayBuffer>;
  /** A new instance for a caller that keeps state in it. */
  instantiate(): PictureInstance;
}

const loading = new Map<string, Promise<PictureProgram>>();

/**
 * One module of `wasm/pictures`, loaded on first use in this thread. `name` is what people call the codec ("JPEG").
 * @throws `internal` when the asset is not there
 */
export function loadPictureProgram(name: string, url: URL): Promise<PictureProgram> {
  const known = loading.get(url.href);
  if (known !== undefined) return known;
  const program = compileProgram(name, url).catch((thrown: unknown) => {
    loading.delete(url.href); // the next caller may have more luck
    throw thrown;
  });
  loading.set(url.href, program);
  return program;
}

async function compileProgram(name: string, url: URL): Promise<PictureProgram> {
  const module = await WebAssembly.compile(await loadWasmBytes(url));
  let kept: PictureInstance | undefined;
  const instantiate = (): PictureInstance => instantiateModule(name, module);
  const use = <T>(call: (instance: PictureInstance) => T): T => {
    const instance = kept ?? instantiate();
    kept = undefined;
    const result = call(instance);
    if (instance.memoryBytes <= KEPT_MEMORY_BYTES) kept = instance;
    return result;
  };
  return {
    instantiate,
    decode: (inputs, numbers, room) => use((instance) => instance.decode(inputs, numbers, { room })),
    encode: (input, numbers) => use((instance) => instance.encode(input, numbers)),
  };
}

function instantiateModule(name: string, module: WebAssembly.Module): PictureInstance {
  const memory = (): WebAssembly.Memory => wasm.memory;
  let wasm: PictureExports;
  try {
    // The recipe in wasm/pictures builds every module with these exports; the tests instantiate each of them.
    wasm = new WebAssembly.Instance(module, hostImports(name, module, memory)).exports as PictureExports;
    wasm._initialize();
  } catch (thrown) {
    throw tagged(name, thrown);
  }
  const call = (
    run: PictureExports["decode"],
    inputs: readonly Uint8Array[],
    numbers: readonly number[],
    { keep, room }: CallOptions,
  ): WasmPicture => {
    announceWork(inputs.reduce((sum, { byteLength }) => sum + byteLength, 0));
    const parameters: number[] = [];
    const addresses: number[] = [];
    for (const input of inputs) {
      const address = wasm.reserve(input.byteLength) >>> 0;
      new Uint8Array(wasm.memory.buffer, address, input.byteLength).set(input);
      addresses.push(address);
      parameters.push(address, input.byteLength);
    }
    const found = run(...parameters, ...numbers) >>> 0;
    const copied = copyOut(wasm.memory.buffer, found, room); // only now: decoding may have grown the memory
    if (keep !== true) {
      wasm.finish();
      for (const address of addresses) wasm.release(address);
    }
    return copied;
  };
  return {
    get memoryBytes() {
      return wasm.memory.buffer.byteLength;
    },
    decode(inputs, numbers, options = {}) {
      try {
        if (inputs.some(({ byteLength }) => byteLength > LIMITS.encodedBlockBytes)) {
          throw new PictureFailure("limit", "too much compressed data");
        }
        return call(wasm.decode, inputs, numbers, options);
      } catch (thrown) {
        throw tagged(name, thrown);
      }
    },
    encode(input, numbers) {
      try {
        // Only codecs with this export are asked for it.
        return bytesOfPixels(call(wasm.encode!, [input], numbers, {}).picture.pixels);
      } catch (thrown) {
        const technical = thrown instanceof Error ? thrown.message : String(thrown);
        if (kindOf(thrown) !== "memory") {
          throw new ZarrdropError("internal", `${name} could not compress a chunk.`, { technical }, thrown);
        }
        throw new ZarrdropError("memory", `There is not enough memory to compress a chunk with ${name}.`, {
          technical,
          advice: "Choose smaller chunks, fewer workers or a lower level.",
        });
      }
    },
  };
}

/**
 * The picture, if it has as many values as its size says: what a module leaves out would be read as something else.
 * @throws `internal`
 */
export function wholePicture(picture: DecodedPicture): DecodedPicture {
  const { width, height, samples, pixels } = picture;
  if (pixels.length === width * height * samples) return picture;
  const technical = `${pixels.length} values for ${width} × ${height} × ${samples}`;
  throw new ZarrdropError("internal", "A decoder gave a picture that is not of its own size.", { technical });
}

/** The decompressor of a module whose results are rows of bytes (wasm/pictures/byteRow.h). */
export function byteRowDecompressor(program: PictureProgram): Decompressor {
  return {
    decode(input, decodedSize, room) {
      const { exact, largest } = expectedSize(input, decodedSize);
      announceWork(largest);
      const { picture } = program.decode([input], [exact ?? 0, largest], room);
      return bytesOfPixels(picture.pixels);
    },
  };
}

/** Reads the eight words of `picture` in picture.h and copies the pixels. */
function copyOut(buffer: ArrayBuffer, address: number, room: Uint8Array<ArrayBuffer> | undefined): WasmPicture {
  const words = new DataView(buffer, address, 32);
  const word = (index: number): number => words.getUint32(index * 4, true);
  const dtype = TYPES[word(3)];
  if (dtype === undefined) throw new ZarrdropError("internal", "A picture module returned an unknown type.");
  const found = new Uint8Array(buffer, word(5), word(6));
  let bytes: Uint8Array;
  if (room === undefined || room.length < found.length) bytes = found.slice();
  else {
    room.set(found);
    bytes = room.subarray(0, found.length);
  }
  return {
    picture: {
      width: word(0),
      height: word(1),
      samples: word(2),
      dtype,
      bits: word(4),
      pixels: pixelsFromBytes(dtype, bytes),
    },
    extra: word(7),
  };
}

/** Thrown through the frames of a module by its `fail`. */
class PictureFailure extends Error {
  readonly kind: (typeof FAILURES)[number];

  constructor(kind: (typeof FAILURES)[number], text: string) {
    super(text);
    this.kind = kind;
  }
}

function tagged(name: string, thrown: unknown): ZarrdropError {
  if (thrown instanceof ZarrdropError) return thrown;
  const technical = thrown instanceof Error ? thrown.message : String(thrown);
  switch (kindOf(thrown)) {
    case "corrupt":
      return new ZarrdropError("corrupt", `The ${name} data are damaged and cannot be decoded.`, { technical }, thrown);
    case "unsupported-feature":
      return new ZarrdropError("unsupported-feature", `This kind of ${name} picture cannot be read.`, { technical });
    case "limit":
      return new ZarrdropError("limit", `A ${name} picture is too large to be decoded in one piece.`, { technical });
    case "memory":
      return new ZarrdropError("memory", `There is not enough memory to decode a ${name} picture.`, { technical });
    case "internal":
      return new ZarrdropError("internal", `The ${name} decoder failed.`, { technical }, thrown);
  }
}

function kindOf(thrown: unknown): (typeof FAILURES)[number] | "internal" {
  if (thrown instanceof PictureFailure) return thrown.kind;
  if (isTrap(thrown)) return "corrupt";
  return isRefusedAllocation(thrown) ? "memory" : "internal";
}

/** The functions that a module imports: its failures, and a system without files, clock, environment or output. */
function hostImports(name: string, module: WebAssembly.Module, memory: () => WebAssembly.Memory): WebAssembly.Imports {
  const notSupported = 52; // errno of wasi_snapshot_preview1: nosys
  const zeroed = (...addresses: number[]): number => {
    for (const address of addresses) new DataView(memory().buffer).setUint32(address, 0, true);
    return 0;
  };
  const system: Record<string, (...parameters: number[]) => number> = {
    environ_sizes_get: (count = 0, size = 0) => zeroed(count, size),
    environ_get: () => 0,
    proc_exit: (code) => {
      throw new PictureFailure("corrupt", `the decoder ended itself with code ${code}`);
    },
  };
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {
    zarrdrop: {
      fail(kind: number, text: number, length: number): never {
        const bytes = new Uint8Array(memory().buffer, text, length);
        throw new PictureFailure(FAILURES[kind] ?? "corrupt", new TextDecoder().decode(bytes));
      },
    },
    wasi_snapshot_preview1: {},
  };
  for (const wanted of WebAssembly.Module.imports(module)) {
    if (wanted.module === "wasi_snapshot_preview1") {
      imports["wasi_snapshot_preview1"]![wanted.name] = system[wanted.name] ?? (() => notSupported);
    } else if (wanted.module !== "zarrdrop" || wanted.name !== "fail") {
      throw new ZarrdropError("internal", `The ${name} module wants ${wanted.module}.${wanted.name}.`);
    }
  }
  return imports;
}
