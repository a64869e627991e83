import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { checkJsonSize } from "./untrustedJson.ts";

const limit = expect.objectContaining({ kind: "limit", details: expect.objectContaining({ file: "zarr.json" }) });

describe("JSON that nobody vouches for", () => {
  it("may have as many values as large honest metadata have", () => {
    expect(() => checkJsonSize(Buffer.from(`[${"[],".repeat(900_000)}1]`), "zarr.json")).not.toThrow();
    expect(() => checkJsonSize(new Uint8Array(LIMITS.jsonBytes).fill(0x61), "zarr.json")).not.toThrow();
  });

  it("is refused where its values would take a gigabyte", () => {
    expect(() => checkJsonSize(Buffer.from(`[${"[],".repeat(2_000_000)}1]`), "zarr.json")).toThrow(limit);
    expect(() => checkJsonSize(Buffer.alloc(LIMITS.jsonBytes + 1), "zarr.json")).toThrow(limit);
  });
});
