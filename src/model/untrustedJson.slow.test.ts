import { expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { checkJsonSize } from "./untrustedJson.ts";

it("JSON that nobody vouches for may have all the bytes that are allowed", () => {
  expect(() => checkJsonSize(new Uint8Array(LIMITS.jsonBytes).fill(0x61), "zarr.json")).not.toThrow();
});
