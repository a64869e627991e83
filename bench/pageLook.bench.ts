import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "@playwright/test";
import { noiseStack } from "../e2e/support/noiseStack.ts";
import { measureLook } from "./pageLook.ts";

// BENCH_LOOK: images with commas between; 1: only one of eight channels of 1500 × 1500 pixels of 16 bits, which is always looked at.
const files = process.env["BENCH_LOOK"];
const build = process.env["BENCH_BUILDS"] ?? fileURLToPath(new URL("../dist/app", import.meta.url));

test("what it costs to look at an image", async () => {
  test.skip(files === undefined, "BENCH_LOOK is not set");
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-look-"));
  try {
    const eight = join(folder, "eight-channels.tif");
    writeFileSync(eight, noiseStack(1500, 8, true));
    for (const file of [eight, ...(files === "1" ? [] : files!.split(","))]) {
      const { firstLoadBytes, firstPixelsSeconds, events, frames } = await measureLook(build, file);
      console.info(
        [
          `${basename(file)}: first pixels ${firstPixelsSeconds === null ? "never" : `${firstPixelsSeconds.toFixed(2)} s`}`,
          `page's thread, ms an event: hover ${events.hover}, pan ${events.pan}, zoom ${events.zoom}`,
          `ms a frame while it is moved: ${frames.median}, 19 of 20 within ${frames.most}`,
          `first load ${(firstLoadBytes / 1000).toFixed(0)} kB`,
        ].join("; "),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
