import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { expect, type Page } from "@playwright/test";
import { dropPaths } from "./drop.ts";
import { convertTo, openTab, queueOf } from "./page.ts";
import { contentsOf } from "./storeFiles.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** Stores made by the page, for the foreign readers in interop/ to look at. */
const KEPT_STORES = join(ROOT, "test-results", "page-stores");

/** Said of every conversion, by the page and by the command line. */
const READ_BY_ANOTHER = /chunks? read back by zarrita [\d.]+ and compared/;

/** A conversion that is done in the page and on the command line, to compare what both write. */
export type Journey = {
  name: string;
  /** File or folder that is dropped. */
  source: string;
  /** What stands for it on the command line, where a folder is none: a file in it. */
  main?: string;
  /** What the queue calls it, where that is not its name: a plate is called as its index says. */
  shownAs?: string | undefined;
  /** What is chosen in the page, by label, and the same for the command line. */
  choices: Record<string, string>;
  words: string[];
  /** Names of the stores, or null for whatever the command line makes. */
  stores: string[] | null;
};

/**
 * Drops a source, looks at all levels, converts to a real directory, and finds there just what the command line writes. The stores
 * are kept for interop/page_stores.py.
 */
export async function travel(app: Page, outputFolder: string, journey: Journey): Promise<void> {
  const name = journey.shownAs ?? basename(journey.source);
  await dropPaths(app, [journey.source]);
  await expect(queueOf(app).getByText(name)).toBeVisible();
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await openTab(app, "Settings");
  for (const [label, option] of Object.entries(journey.choices)) {
    await app.getByLabel(label, { exact: true }).selectOption(option);
  }
  const preview = app.getByRole("region", { name: "Preview" });
  await expect(preview).toBeVisible();
  const levels = preview.getByRole("radiogroup", { name: "Pyramid level" }).getByRole("radio");
  await expect(levels.last()).toBeChecked();
  // The last one lets the zoom choose again.
  for (const level of await levels.all()) {
    await level.check({ force: true });
    await expect(level).toBeChecked();
  }
  await openTab(app, "Plan");
  await expect(app.getByRole("table", { name: "Plan" }).first()).toBeVisible();
  await convertTo(app, outputFolder);
  await openTab(app, "Result");
  await expect(app.getByText(READ_BY_ANOTHER)).toBeVisible();
  if (journey.stores !== null) expect(readdirSync(outputFolder).toSorted()).toEqual(journey.stores);

  const same = mkdtempSync(join(tmpdir(), "zarrdrop-same-"));
  const main = journey.main ?? journey.source;
  const words = ["convert", main, "-d", same, ...journey.words];
  const said = execFileSync("node", [join(ROOT, "scripts", "cli.mjs"), ...words], { stdio: "pipe", encoding: "utf8" });
  expect(said).toMatch(READ_BY_ANOTHER);
  expect(contentsOf(outputFolder), "the command line writes the same bytes").toEqual(contentsOf(same));
  rmSync(same, { recursive: true });
  keepStores(journey.name, { source: main, isWhole: true }, outputFolder);
}

/**
 * Keeps what a journey wrote for interop/page_stores.py.
 *
 * @param made.source file or folder that it was made of; one that does not outlive the journey is kept with it
 * @param made.isWhole all images of the source were converted
 */
export function keepStores(
  name: string,
  { source, isWhole }: { source: string; isWhole: boolean },
  folder: string,
): void {
  const kept = join(KEPT_STORES, name);
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  cpSync(folder, join(kept, "stores"), { recursive: true });
  let lasting = source;
  if (source.startsWith(folder)) {
    lasting = join(kept, basename(source));
    renameSync(join(kept, "stores", relative(folder, source)), lasting);
  }
  writeFileSync(join(kept, "source.json"), JSON.stringify({ source: relative(ROOT, lasting), isWhole }));
}
