import { describe, expect, it } from "vitest";
import { loadWasmBytes } from "./wasmFiles.ts";

describe("loadWasmBytes", () => {
  it("reads from disk", async () => {
    const bytes = await loadWasmBytes(new URL("../../wasm/kernel.wasm", import.meta.url));
    expect([...bytes.subarray(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]);
  });

  it("fetches what is not on disk", async () => {
    expect(await loadWasmBytes(new URL("data:application/wasm;base64,AQID"))).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("says that the program is damaged when the file is not there", async () => {
    const missing = new URL("./nothing.wasm", import.meta.url);
    await expect(loadWasmBytes(missing)).rejects.toMatchObject({
      kind: "internal",
      message: "A part of the program (nothing.wasm) could not be loaded.",
    });
  });
});
