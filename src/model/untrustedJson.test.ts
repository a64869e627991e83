import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { checkJsonSize, nameInJson, shortJson } from "./untrustedJson.ts";

const LONG = Array.from({ length: 1_000_000 }, () => [1]);
const limit = expect.objectContaining({ kind: "limit", details: expect.objectContaining({ file: "zarr.json" }) });

describe("JSON that nobody vouches for", () => {
  it("may have as many values as large honest metadata have", () => {
    expect(() => checkJsonSize(Buffer.from(`[${"[],".repeat(900_000)}1]`), "zarr.json")).not.toThrow();
  });

  it("is refused where its values would take a gigabyte", () => {
    expect(() => checkJsonSize(Buffer.from(`[${"[],".repeat(2_000_000)}1]`), "zarr.json")).toThrow(limit);
    expect(() => checkJsonSize(Buffer.alloc(LIMITS.jsonBytes + 1), "zarr.json")).toThrow(limit);
  });

  it("is refused where it is nested without end, as far as brackets are none of a text", () => {
    const nested = (depth: number) => Buffer.from(`${"[".repeat(depth)}${"]".repeat(depth)}`);
    expect(() => checkJsonSize(nested(LIMITS.jsonDepth), "zarr.json")).not.toThrow();
    expect(() => checkJsonSize(nested(LIMITS.jsonDepth + 1), "zarr.json")).toThrow(limit);
    expect(() => checkJsonSize(Buffer.from(`["${'[\\"'.repeat(1000)}"]`), "zarr.json")).not.toThrow();
    expect(() => checkJsonSize(Buffer.from(`[${"[],".repeat(1000)}1]`), "zarr.json")).not.toThrow();
  });
});

describe("a value of it in a sentence", () => {
  it.each([
    [{ a: [1, "x", null], b: {} }, '{"a":[1,"x",null],"b":{}}'],
    [undefined, "nothing"],
    [{ toString: {} }, '{"toString":{}}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    [[[[[[[[[[1]]]]]]]]], "[[[[[[[[…]]]]]]]]"],
  ])("%j", (value, text) => {
    expect(shortJson(value)).toBe(text);
    expect(nameInJson(value)).toBe(text);
  });

  it("is cut, and what is not shown is not walked through", () => {
    expect(shortJson("x".repeat(1e8))).toBe(`"${"x".repeat(78)}…`);
    const begun = performance.now();
    for (let turn = 0; turn < 1000; turn++) expect(shortJson(LONG, 20)).toHaveLength(20);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(nameInJson("zstd")).toBe("zstd");
    expect(nameInJson("0".repeat(5000))).toBe(`${"0".repeat(79)}…`);
  });
});
