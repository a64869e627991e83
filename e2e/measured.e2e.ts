import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/app.ts";
import { convertTo, openTab, queueOf } from "./support/page.ts";

const UNITS: Record<string, number> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Bytes of a size as the page writes it: "≈ 28.4 MiB". */
function bytesIn(text: string): number {
  const [, value, unit] = /([\d.]+)\s*([KMG]?i?B)/.exec(text)!;
  return Number(value) * UNITS[unit!]!;
}

function bytesUnder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

test("the plan says what it measured, for each codec too, and the store is as large as it said", async ({
  app,
  outputFolder,
}) => {
  await app.getByRole("button", { name: "Try a sample image" }).click();
  await openTab(app, "Plan");
  const plan = app.getByRole("region", { name: "What will be written" });
  await expect(plan).toContainText(/Measured on \d+ chunks of this image, ±\s\d+\s%/u, { timeout: 20_000 });
  const [size, , time] = await plan.locator(".figure").allInnerTexts();
  expect(size).toMatch(/^≈/);
  expect(time).toMatch(/^≈/);
  const planned = bytesIn(size!.replaceAll("\n", ""));
  const error = Number(/±\s(\d+)/u.exec(await plan.innerText())![1]) / 100;
  // A busy computer measures fewer chunks.
  expect(error).toBeLessThan(0.3);
  const table = app.getByRole("table", { name: "Plan" });
  await expect(table.getByRole("columnheader").last()).toHaveText(/^≈\sSize$/u);
  await expect(table.getByRole("cell").last()).toHaveText(/^[\d.]+ [KM]iB$/);
  expect(await table.evaluate(({ parentElement }) => parentElement!.scrollWidth - parentElement!.clientWidth)).toBe(0);
  await expect(queueOf(app)).toContainText(/≈\s\d/u);

  await openTab(app, "Settings");
  const codecs = app.getByLabel("Compression", { exact: true }).getByRole("option");
  await expect(codecs.last()).toContainText(/^None · ≈ .*B, .* s$/, { timeout: 20_000 });
  const sizes = (await codecs.allInnerTexts()).map(bytesIn);
  expect(Math.max(...sizes), "nothing is larger than what is not compressed").toBe(sizes.at(-1));
  expect(sizes[0], "one thing is said once").toBe(planned);

  await convertTo(app, outputFolder);
  const real = bytesUnder(outputFolder);
  expect(Math.abs(planned / real - 1)).toBeLessThanOrEqual(error);
  const result = app.getByRole("region", { name: "Stored, and read back by an independent reader" });
  const said = await result.locator(".figure").allInnerTexts();
  expect(said[0]).toContain("planned ≈");
  expect(said[2]).toContain("planned ≈");
});
