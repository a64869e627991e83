import { expect, it } from "vitest";
import { BoundedCache } from "./boundedCache.ts";

function cacheOf(capacity: number) {
  return new BoundedCache<string, number>(capacity, (value) => value);
}

it("drops what was not used for longest when there is no room", () => {
  const cache = cacheOf(10);
  cache.put("a", 4);
  cache.put("b", 4);
  cache.get("a");
  cache.put("c", 3);
  expect(["a", "b", "c"].map((key) => cache.get(key))).toEqual([4, undefined, 3]);
});

it("does not let one value push out all others", () => {
  const cache = cacheOf(10);
  cache.put("a", 4);
  cache.put("b", 9);
  expect([cache.get("a"), cache.get("b")]).toEqual([4, undefined]);
});

it("forgets everything", () => {
  const cache = cacheOf(10);
  cache.put("a", 4);
  cache.clear();
  expect(cache.get("a")).toBeUndefined();
});

it("holds what is asked for although it is large, until the next comes", () => {
  const cache = cacheOf(10);
  cache.put("a", 4);
  cache.hold("b", 20);
  expect([cache.get("a"), cache.get("b")]).toEqual([undefined, 20]);
  cache.put("c", 4);
  expect([cache.get("b"), cache.get("c")]).toEqual([undefined, 4]);
});

it("has room again for what was taken out", () => {
  const cache = cacheOf(10);
  cache.put("a", 5);
  cache.delete("a");
  cache.delete("never there");
  cache.put("b", 5);
  cache.put("c", 5);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([undefined, 5, 5]);
});
