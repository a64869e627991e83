import { basename } from "node:path";
import { expect, test } from "../e2e/support/app.ts";
import { answerDirectoryPicker, dropPaths } from "../e2e/support/drop.ts";
import { queueOf } from "../e2e/support/page.ts";
import { watchMemory } from "./browserMemory.ts";

// BENCH_CHOICES: what to choose in the page, label to option, as JSON; for instance {"Preset": "Compatible: Zarr v2", "Levels": "4"}.
const choices = Object.entries(JSON.parse(process.env["BENCH_CHOICES"] ?? "{}") as Record<string, string>);
// BENCH_FILE: an image, for instance of a benchmark generator: uint16, CZYX 2 × 32 × 2048 × 2048, deflate tiles.
const file = process.env["BENCH_FILE"];

test("a conversion in the page, to a real directory", async ({ app, profile, outputFolder }) => {
  test.skip(file === undefined, "BENCH_FILE is not set");
  await dropPaths(app, [file ?? ""]);
  const queue = queueOf(app);
  await expect(queue.getByText(basename(file ?? ""))).toBeVisible();
  for (const [label, option] of choices) await app.getByLabel(label, { exact: true }).selectOption(option);
  await answerDirectoryPicker(app, outputFolder);
  await app.getByRole("button", { name: "Choose output folder" }).click();
  const memory = watchMemory(profile);
  const started = performance.now();
  await app.getByRole("button", { name: "Convert", exact: true }).click();
  await expect(queue.getByText("Done")).toBeVisible({ timeout: 500_000 });
  const seconds = (performance.now() - started) / 1000;
  const { peakBytes, idleBytes } = memory.stop();
  console.info(
    `${seconds.toFixed(1)} s from the click to Done; whole browser ${Math.round(peakBytes / 2 ** 20)} MiB at the peak, ${Math.round(idleBytes / 2 ** 20)} MiB before`,
  );
});
