import { afterEach, expect, it } from "vitest";
import { MemorySource } from "../../bytes/memorySource.ts";
import { raceAbort } from "../../bytes/abort.ts";
import { allowManyListeners } from "./manyListeners.ts";

const warnings: string[] = [];
const onWarning = ({ name }: Error): void => void warnings.push(name);

afterEach(() => process.off("warning", onWarning));

it("nobody is warned of many reads at a time", async () => {
  process.on("warning", onWarning);
  allowManyListeners();
  const { signal } = new AbortController();
  const source = new MemorySource("a", new Uint8Array(1));
  await Promise.all(Array.from({ length: 24 }, () => raceAbort(source.read(0, 1), signal)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});
