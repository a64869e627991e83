import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import { ZarrdropError } from "../model/errors.ts";
import { Kernel, loadKernel } from "./kernel.ts";
import type { KernelSession } from "./kernelSession.ts";

const FILE = new URL("../../wasm/kernel.wasm", import.meta.url);

describe("wasm/kernel.wasm", () => {
  it("is the file whose hash is recorded", () => {
    const recorded = readFileSync(new URL("../../wasm/SHA256SUMS", import.meta.url), "utf8");
    const hash = createHash("sha256").update(readFileSync(FILE)).digest("hex");
    expect(recorded).toBe(`${hash}  kernel.wasm\n`);
  });

  it("imports nothing", async () => {
    expect(WebAssembly.Module.imports(await WebAssembly.compile(readFileSync(FILE)))).toEqual([]);
  });
});

async function freshKernel(): Promise<Kernel> {
  return new Kernel(await WebAssembly.compile(readFileSync(FILE)));
}

describe("Kernel", () => {
  it("is loaded once", async () => {
    expect(await loadKernel()).toBe(await loadKernel());
  });

  it("goes on in the memory of a workspace that is given back, without growing it", async () => {
    const kernel = await freshKernel();
    const workspace = kernel.workspace();
    const bytes = 8 * 2 ** 20;
    workspace.holding(new Uint8Array(16), () => undefined);
    workspace.reserve(bytes);
    const held = workspace.exports.memory.buffer.byteLength;
    kernel.takeBack(workspace);
    expect(kernel.memoryBytes).toBe(held);
    kernel.run("decode", "Test", new Uint8Array(3), ({ allocate }) => allocate(bytes - 2 ** 16));
    expect(kernel.memoryBytes).toBe(held);
  });

  it("makes a new instance after a trap, which is the data's fault when decoding and ours when encoding", async () => {
    const kernel = await freshKernel();
    const trap = (): never => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
    expect(kindOf(() => kernel.run("decode", "Test", new Uint8Array(3), trap))).toBe("corrupt");
    expect(kernel.memoryBytes).toBe(0);
    expect(kindOf(() => kernel.run("encode", "Test", new Uint8Array(3), trap))).toBe("internal");
    expect(
      kernel.run("encode", "Test", Uint8Array.of(7, 8), ({ take, source, length }) => take(source, length)),
    ).toEqual(Uint8Array.of(7, 8));
  });

  it("says that there is no room, and works on", async () => {
    const kernel = await freshKernel();
    expect(kindOf(() => kernel.run("decode", "Test", new Uint8Array(1), takeTooMuch))).toBe("memory");
    expect(kernel.run("decode", "Test", Uint8Array.of(5), ({ take, source }) => take(source, 1))).toEqual(
      Uint8Array.of(5),
    );
  });

  it("needs no more memory for buffers of other sizes than for the largest call", async () => {
    const kernel = await freshKernel();
    for (const [source, target] of [
      [9, 8],
      [5, 12],
      [3, 14],
      [16, 1],
      [1, 16],
    ]) {
      kernel.run("decode", "Test", new Uint8Array(source! * 2 ** 20), ({ allocate }) => allocate(target! * 2 ** 20));
    }
    expect(kernel.memoryBytes).toBeLessThan(18.5 * 2 ** 20);
  });

  it("gives memory back that has not been needed for a while", async () => {
    const kernel = await freshKernel();
    const copy = (bytes: Uint8Array): unknown =>
      kernel.run("decode", "Test", bytes, ({ take, source, length }) => take(source, length));
    copy(new Uint8Array(200 * 2 ** 20));
    const grown = kernel.memoryBytes;
    expect(grown).toBeGreaterThan(200 * 2 ** 20);
    for (let i = 0; i < 40; i++) copy(sourceBytes("noise", 1000));
    expect(kernel.memoryBytes).toBeLessThan(16 * 2 ** 20);
  });
});

describe("KernelWorkspace", () => {
  it("gives back the room of bytes that it held for a step, also where the step fails", async () => {
    const workspace = (await freshKernel()).workspace();
    const damaged = (): never => {
      throw new ZarrdropError("corrupt", "Test.");
    };
    const hold = (): void => workspace.holding(new Uint8Array(2 ** 20), damaged);
    expect(kindOf(hold)).toBe("corrupt");
    const { byteLength } = workspace.exports.memory.buffer;
    for (let step = 0; step < 20; step++) expect(kindOf(hold)).toBe("corrupt");
    expect(workspace.exports.memory.buffer.byteLength).toBe(byteLength);
  });

  it("fails from a trap on as the step that trapped did", async () => {
    const workspace = (await freshKernel()).workspace();
    const place = { address: workspace.reserve(8), length: 8 };
    const beyond = ({ exports }: KernelSession): number => exports.plane_is_zero(2 ** 31 - 64, 64);
    expect(kindOf(() => workspace.run("decode", "Test", place, beyond))).toBe("corrupt");
    expect(kindOf(() => workspace.run("encode", "Test", place, () => 0))).toBe("corrupt");
    expect(kindOf(() => workspace.view(place))).toBe("corrupt");
    expect(kindOf(() => workspace.reserve(1))).toBe("corrupt");
  });
});

/** More than WebAssembly memory can have: 4 GiB. */
function takeTooMuch({ allocate }: KernelSession): void {
  for (let i = 0; i < 3; i++) allocate(2 ** 31 - 1);
}

function kindOf(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof ZarrdropError ? thrown.kind : `untagged ${String(thrown)}`;
  }
  return "no error";
}
