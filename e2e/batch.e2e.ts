import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { beginTo, convertButton, lookAt, queueOf } from "./support/page.ts";
import { tiffFixture } from "./support/storeFiles.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const SET = ["companion_c0_z0", "companion_c0_z1", "companion_c1_z0", "companion_c1_z1"].map((name) =>
  tiffFixture(join("ome_companion", `${name}.ome.tif`)),
);
const INDEX = tiffFixture(join("ome_companion", "data.companion.ome"));
const GOOD = 46;

/** Files of several kinds, each of which can be converted as it is. */
function goodFiles(): string[] {
  const others = {
    dv: ["zwt-u16.dv", "u8.dv"],
    nd2: ["version2.nd2", "colour.nd2", "float.nd2"],
    pictures: ["gif-gray.gif", "jpeg-gray.jpg", "jpeg-rgb-444.jpg", "bmp-rgb.bmp", "apng-gray.png"],
  };
  const mixed = Object.entries(others).flatMap(([folder, names]) => names.map((name) => join(FIXTURES, folder, name)));
  const tiffs = readdirSync(join(FIXTURES, "tiff")).filter((name) =>
    /^(?:type_u?int|type_float|predictor2|bits_\d|container|tiles|zlib|lzw)\w*\.tif$/u.test(name),
  );
  return [...mixed, ...tiffs.map(tiffFixture)].slice(0, GOOD);
}

/** A picture whose directory is sound, and whose one strip no deflate stream begins with. */
function rottenTiff(): Buffer {
  const bytes = readFileSync(tiffFixture("zlib_strips.tif"));
  const directory = bytes.readUInt32LE(4);
  for (let entry = 0; entry < bytes.readUInt16LE(directory); entry++) {
    const at = directory + 2 + entry * 12;
    if (bytes.readUInt16LE(at) !== 273) continue;
    const count = bytes.readUInt32LE(at + 4);
    const [value, width] = [bytes.readUInt32LE(at + 8), bytes.readUInt16LE(at + 2) === 3 ? 2 : 4];
    for (let strip = 0; strip < count; strip++) {
      const offset = count * width <= 4 ? value : bytes.readUIntLE(value + strip * width, width);
      bytes.fill(0, offset, offset + 8);
    }
  }
  return bytes;
}

test("fifty files of several kinds with three bad ones among them: each is named, counted as what it is, and stops no other", async ({
  app,
  outputFolder,
}, testInfo) => {
  test.setTimeout(240_000);
  const bad = testInfo.outputPath("bad");
  mkdirSync(bad, { recursive: true });
  writeFileSync(join(bad, "rotten.tif"), rottenTiff());
  writeFileSync(join(bad, "shopping.tif"), "This is a shopping list, not a picture.\n");
  writeFileSync(join(bad, "cut.ome.tif"), readFileSync(tiffFixture("ome_XYZCT.ome.tif")).subarray(0, 400));
  const queue = queueOf(app);
  const status = app.locator(".action-status");
  const itemOf = (name: string) => queue.getByRole("listitem").filter({ hasText: name });

  // The parts of a set come one by one, the file that describes them last but one.
  const [first, ...others] = SET;
  await dropPaths(app, [INDEX]);
  await expect(itemOf("data.companion.ome")).toContainText("companion_c0_z0.ome.tif");
  await expect(status).toHaveText("1 waiting for companions");
  for (const path of [first!, ...others]) await dropPaths(app, [path]);
  await expect(status).toHaveText("1 ready");
  await expect(queue.getByRole("button", { name: /^Remove/u })).toHaveCount(1);

  const good = goodFiles();
  expect(good).toHaveLength(GOOD);
  await dropPaths(app, [...good, ...readdirSync(bad).map((name) => join(bad, name))]);
  await expect(status).toHaveText(/^47 ready \(1 damaged\), 1 skipped, 1 failed|48 ready/u, { timeout: 60_000 });
  await expect(app.getByText("50 files", { exact: true })).toBeVisible();
  // What its thumbnail found is said before anything is converted.
  await itemOf("rotten.tif").scrollIntoViewIfNeeded();
  await expect(itemOf("rotten.tif")).toContainText("Damaged");
  await expect(status).toHaveText("48 ready (1 damaged), 1 skipped, 1 failed");
  await expect(convertButton(app)).toHaveText("Convert 48");

  // A row is dragged before another; one is taken away and comes back.
  const names = async (): Promise<string[]> => queue.locator(".queue-name").allInnerTexts();
  const before = await names();
  await itemOf(before[3]!).first().dragTo(itemOf(before[1]!).first());
  await expect.poll(async () => (await names()).slice(0, 4)).toEqual([0, 3, 1, 2].map((at) => before[at]));
  await lookAt(app, before[2]!);
  await app.keyboard.press("Delete");
  await expect(convertButton(app)).toHaveText("Convert 47");
  await expect(app.getByRole("status").filter({ hasText: "removed from the queue" })).toContainText("Undo");
  await app.keyboard.press("Control+z");
  await expect(convertButton(app)).toHaveText("Convert 48");

  await beginTo(app, outputFolder);
  await expect(queue.getByText("Done")).toHaveCount(47, { timeout: 120_000 });
  await expect(status).toHaveText("Done: 47 images. Failed: 2 images");
  await expect(itemOf("rotten.tif")).toContainText("Failed");
  const download = app.waitForEvent("download");
  await app.getByRole("button", { name: "Report as JSON" }).click();
  const report = JSON.parse(readFileSync(await (await download).path(), "utf8")) as {
    files: { name: string; became: string; reason: string | null }[];
  };
  const thatWere = (became: string): string[] =>
    report.files.filter((file) => file.became === became).map(({ name }) => name);
  expect(thatWere("done")).toHaveLength(47);
  expect(thatWere("failed").toSorted()).toEqual(["cut.ome.tif", "rotten.tif"]);
  expect(thatWere("skipped")).toEqual(["shopping.tif"]);
  expect(report.files).toHaveLength(50);
  expect(report.files.filter(({ became: what, reason }) => what !== "done" && reason === null)).toEqual([]);
  const stores = readdirSync(outputFolder).filter((name) => name.endsWith(".ome.zarr"));
  expect(stores.filter((name) => !name.startsWith("rotten")).length).toBeGreaterThanOrEqual(47);

  await app.getByRole("button", { name: "Remove done" }).click();
  await expect(app.getByText("3 files", { exact: true })).toBeVisible();
});
