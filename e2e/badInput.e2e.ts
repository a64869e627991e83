import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { convertTo, queueOf } from "./support/page.ts";

const GOOD = join(import.meta.dirname, "..", "fixtures", "tiff", "ome_XYZCT.ome.tif");

/** A classic little-endian TIFF of one directory: entries are [tag, type, count, value]. */
function tiff(entries: [number, number, number, number][], next = 0): Buffer {
  const bytes = Buffer.alloc(8 + 2 + entries.length * 12 + 4 + 64);
  bytes.write("II*\0", "latin1");
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, type, count, value], index) => {
    const at = 10 + index * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  });
  bytes.writeUInt32LE(next, 10 + entries.length * 12);
  return bytes;
}

function page(width: number, compression: number): [number, number, number, number][] {
  return [
    [256, 4, 1, width],
    [257, 4, 1, width],
    [258, 3, 1, 8],
    [259, 3, 1, compression],
    [262, 3, 1, 1],
    [273, 4, 1, 200],
    [278, 4, 1, width],
    [279, 4, 1, 16],
  ];
}

const BAD: Record<string, Buffer> = {
  "empty.tif": Buffer.alloc(0),
  "text.tif": Buffer.from("This is a shopping list, not a picture.\n"),
  "truncated.ome.tif": readFileSync(GOOD).subarray(0, 400),
  "looping.tif": tiff(page(4, 1), 8),
  "absurd.tif": tiff(page(4_000_000_000, 1)),
  "unknown-compression.tif": tiff(page(4, 4711)),
};

test("bad files say by name what is wrong, and the good one goes on", async ({ app, outputFolder }) => {
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-bad-"));
  for (const [name, bytes] of Object.entries(BAD)) writeFileSync(join(folder, name), bytes);
  mkdirSync(join(folder, "nothing-in-it"));
  const others = ["nothing-in-it", "gone.tif"];
  await dropPaths(app, [...[...Object.keys(BAD), ...others].map((name) => join(folder, name)), GOOD]);
  const queue = queueOf(app);
  for (const name of [...Object.keys(BAD), ...others]) {
    const item = queue.getByRole("listitem").or(queue.getByRole("row")).filter({ hasText: name });
    await expect(item, name).toHaveCount(1);
    await expect(item, name).not.toContainText("Ready");
  }
  await expect(queue.getByRole("listitem").or(queue.getByRole("row")).filter({ hasText: "ome_XYZCT" })).toContainText(
    "Ready",
  );
  await convertTo(app, outputFolder);
  expect(readdirSync(outputFolder), "only the good one left something").toEqual(["ome_XYZCT.ome.zarr"]);
  rmSync(folder, { recursive: true });
});

test("why a part cannot be shown is read beside the levels, not behind them", async ({ app }) => {
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-bad-"));
  // Its one strip holds zeros, which no deflate stream begins with.
  writeFileSync(join(folder, "rotten.tif"), Buffer.concat([tiff(page(300, 8)), Buffer.alloc(100)]));
  await dropPaths(app, [join(folder, "rotten.tif")]);
  const message = app.getByText("This part cannot be shown");
  const levels = app.getByRole("radiogroup", { name: "Pyramid level" });
  for (const width of [1280, 1000, 400]) {
    await app.setViewportSize({ width, height: 900 });
    const [said, drawn] = [(await message.boundingBox())!, (await levels.boundingBox())!];
    // Beside them, or above them where they lie below the picture.
    const isBeside = said.x + said.width <= drawn.x || said.y + said.height <= drawn.y;
    expect(isBeside, `at ${width}`).toBe(true);
    expect(said.width, `at ${width}`).toBeGreaterThan(150);
  }
  rmSync(folder, { recursive: true });
});
