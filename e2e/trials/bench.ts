import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, type Page, test as base } from "@playwright/test";
import { SeededRandom } from "../../testing/contract/random.ts";
import { isSoak, runsFor, seedFor, trialAnnotation } from "../../testing/figures.mjs";
import { dropPaths } from "../support/drop.ts";
import { launchBrowser } from "../support/launchBrowser.ts";
import { noiseStack } from "../support/noiseStack.ts";
import { chooseFolder, openTab, queueOf } from "../support/page.ts";
import { setParameters } from "../support/settingsForm.ts";
import { contentsOf, filesIn, runCli } from "../support/storeFiles.ts";

/** The file that trials convert. */
export const SOURCE = "stack.tif";
/** The store that it becomes. */
export const STORE = "stack.ome.zarr";
const MARKER = ".zarrdrop-incomplete.json";
/** Eight units of work: 128 chunks of this side, or 2,048 where a conversion has to last for some seconds. */
const SIDE = 64;
const FINE_SIDE = 16;

/** How the command line is told to write what the page writes in a trial. */
export function wordsFor(side: number): string[] {
  return ["--preset", "zarr-v2", "--chunk-shape", `1,${side},${side}`];
}

/** What all trials of one process share. */
type Bench = {
  /** A folder that is removed at the end. */
  folder: string;
  /** The source that nobody may touch. */
  source: string;
  /** What the command line writes of it with the same settings: the undisturbed bytes. */
  wanted: Contents;
  /** The same in small chunks; only made where it is asked for. */
  fine: () => Contents;
  /** Another store of the same name, which a conversion replaces. */
  old: Contents;
};

/** What lies in a folder: each file's bytes as text (one character a byte), by path. */
export type Contents = Record<string, string>;
/** A browser as `launchBrowser` gives it. */
export type Launched = Awaited<ReturnType<typeof launchBrowser>>;

/** Playwright's `test` with what trials need. */
export const test = base.extend<{ url: string }, { bench: Bench; browserOfBench: Launched }>({
  bench: [
    // Playwright wants a destructured first argument even where nothing is used.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "zarrdrop-trials-"));
      const source = join(folder, SOURCE);
      writeFileSync(source, noiseStack(256, 8));
      runCli("convert", source, "-d", join(folder, "wanted"), ...wordsFor(SIDE));
      runCli("convert", source, "-d", join(folder, "old"), "--num-levels", "1");
      const made = (name: string): Contents => contentsOf(join(folder, name));
      let inSmallChunks: Contents | null = null;
      const fine = (): Contents => {
        if (inSmallChunks === null) runCli("convert", source, "-d", join(folder, "fine"), ...wordsFor(FINE_SIDE));
        return (inSmallChunks ??= made("fine"));
      };
      await use({ folder, source, wanted: made("wanted"), fine, old: made("old") });
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 180_000 },
  ],
  browserOfBench: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const launched = await launchBrowser({});
      await use(launched);
      await launched.close();
    },
    { scope: "worker" },
  ],
  url: async ({ baseURL }, use) => use(baseURL ?? "/"),
});

/** How a conversion is disturbed, and how often in a short run; kills of a browser are also made by `unfinished` and `replace`. */
const PARTS = {
  "browser killed": 1,
  "page loaded again": 2,
  "tab closed": 1,
  "quota reached": 1,
  "disk full": 1,
  "source edited": 1,
  "source deleted": 1,
  "two tabs": 1,
  "two browsers": 1,
  "page beside command line": 2,
  "folder gone and back": 1,
  "offline, loaded again": 1,
  "update under way": 1,
  "worker ended": 1,
  "worker hung": 1,
} as const;
/** What is done to a conversion in a trial. */
export type TrialKind = keyof typeof PARTS;

type Trial = { number: number; random: SeededRandom };

/** The trials of a kind, one after the other: a few, or as many as a long run wants. */
export async function trialsOf(kind: TrialKind, work: (trial: Trial) => Promise<void>): Promise<void> {
  const count = countOf(kind);
  const seed = seedFor(Object.keys(PARTS).indexOf(kind) + 1);
  base.setTimeout(count * 120_000);
  for (let number = 0; number < count; number++) {
    await base.step(`${kind} ${number + 1} of ${count} (seed ${seed})`, () =>
      work({ number, random: new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ number) }),
    );
  }
  base.info().annotations.push(trialAnnotation(kind, count));
}

function countOf(kind: TrialKind): number {
  const whole = Object.values(PARTS).reduce((sum, part) => sum + part, 0);
  return isSoak() ? Math.ceil((PARTS[kind] * runsFor("browserTrials")) / whole) : PARTS[kind];
}

/** One conversion to a folder of its own, and what is disturbed of it. */
export class Disturbed {
  readonly bench: Bench;
  readonly url: string;
  readonly folder: string;
  /** The source that this trial may touch. */
  readonly source: string;
  readonly replaces: boolean;
  /** What has to be there in the end. */
  readonly wanted: Contents;
  readonly #side: number;
  readonly #moment: number;

  /** `replaces`: an older store is there; by chance where nothing is said, as the moment is. `isFine`: it lasts for some seconds. */
  constructor(
    bench: Bench,
    url: string,
    random: SeededRandom,
    { replaces = random.next() < 0.4, isFine = false }: { replaces?: boolean; isFine?: boolean } = {},
  ) {
    const place = mkdtempSync(join(bench.folder, "trial-"));
    this.bench = bench;
    this.url = url;
    this.folder = join(place, "out");
    this.source = join(place, SOURCE);
    this.replaces = replaces;
    this.wanted = isFine ? bench.fine() : bench.wanted;
    this.#side = isFine ? FINE_SIDE : SIDE;
    this.#moment = random.next();
    cpSync(bench.source, this.source, { preserveTimestamps: true });
    cpSync(replaces ? join(bench.folder, "old") : mkdtempSync(join(place, "empty-")), this.folder, { recursive: true });
  }

  /** The command line's words for the same conversion. */
  get words(): string[] {
    return ["convert", this.source, "-d", this.folder, ...wordsFor(this.#side)];
  }

  /** Opens the page and has the conversion begun. */
  async begin(page: Page): Promise<void> {
    await this.prepare(page);
    await this.press(page);
  }

  /** Opens the page, drops the source and chooses the folder: only Convert is to be pressed. */
  async prepare(page: Page): Promise<void> {
    await page.goto(this.url);
    await this.prepareIn(page);
  }

  /** The same in a page that is open already. */
  async prepareIn(page: Page): Promise<void> {
    await this.drop(page);
    await chooseFolder(page, this.folder);
  }

  /** Presses Convert. What is already there is replaced. `hasToWait`: the page says first that it looks whether another still writes there. */
  async press(page: Page, hasToWait = false): Promise<void> {
    await page.getByRole("button", { name: "Convert", exact: true }).click();
    if (hasToWait) await expect(page.getByText(`${STORE} was being written by`)).toBeVisible();
    if (existsSync(join(this.folder, STORE))) await replaceIfAsked(page);
  }

  /** Drops the source and says how it is to be written. */
  async drop(page: Page): Promise<void> {
    await dropPaths(page, [this.source]);
    await expect(queueOf(page).getByText("Ready")).toBeVisible();
    await openTab(page, "Settings");
    await page.getByLabel("Preset", { exact: true }).selectOption("Compatible: Zarr v2");
    await setParameters(page, { chunkShape: [1, this.#side, this.#side] });
  }

  /** Resolves at the trial's moment, some part of the files after the conversion began. `page`: the one that does it, which may be done first. */
  async middle(page: Page | null, moment = this.#moment): Promise<void> {
    const before = this.replaces ? Object.keys(this.bench.old).length : 0;
    const files = before + 1 + Math.floor(moment * Object.keys(this.wanted).length);
    while (countFiles(this.folder) < files && (page === null || (await ended(page)) === null)) await sleep(2);
  }

  /** Whether a job has a lock in the folder: one that was killed before its end has. */
  get isLocked(): boolean {
    return readdirSync(this.folder).some((name) => name.endsWith(".lock"));
  }

  /** Whatever has a store's name and is an image is whole, an older one too where it was to be replaced. */
  expectHonest(): void {
    const { old } = this.bench;
    const known = [this.wanted, ...(this.replaces ? [old] : [])].map((contents) => textOf(contents, STORE));
    const there = contentsNow(this.folder);
    const names = existsSync(this.folder) ? readdirSync(this.folder) : [];
    const whole = names.filter((name) => known.includes(textOf(there, name)));
    if (this.replaces) expect(whole, "the old store, or the new one").not.toEqual([]);
    const has = (file: string): boolean => there[`${STORE}/${file}`] !== undefined;
    if (has(".zgroup") && has(".zattrs") && !has(MARKER)) expect(whole, "what is not marked is whole").toContain(STORE);
  }

  /** The same conversion once more, in a page that is as good as new, to the undisturbed bytes. */
  async again(page: Page): Promise<void> {
    await this.begin(page);
    await this.done(page);
  }

  /** Waits for the end; nothing but the undisturbed bytes is there then. */
  async done(page: Page): Promise<void> {
    await expect(queueOf(page).getByText("Done")).toBeVisible({ timeout: 60_000 });
    this.expectWhole();
  }

  expectWhole(): void {
    expect(contentsOf(this.folder)).toEqual(this.wanted);
  }
}

/** What the page says of a job that is over: its words, or null while it is under way. */
export async function ended(page: Page): Promise<string | null> {
  const queue = queueOf(page);
  if ((await queue.getByText("Done").count()) > 0) return "Done";
  const alert = page.getByRole("alert");
  return (await alert.count()) > 0 ? ((await alert.first().textContent()) ?? "") : null;
}

/** Answers the question about a store that is there, if it comes to one. */
async function replaceIfAsked(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  const queue = queueOf(page);
  await expect(dialog.or(queue.getByText(/Done|Failed|Waiting|Converting|%/u)).first()).toBeVisible({
    timeout: 60_000,
  });
  if (!(await dialog.isVisible())) return;
  const goOn = dialog.getByRole("button", { name: "Go on with it" });
  await ((await goOn.isVisible()) ? goOn : dialog.getByRole("button", { name: "Replace" })).click();
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  } catch {
    // A folder that is removed while it is read.
    return 0;
  }
}

/** What can be read at this moment: after a page is gone the browser still removes what it was writing. */
function contentsNow(folder: string): Contents {
  const names = existsSync(folder) ? filesIn(folder) : [];
  const read = (name: string): [string, string][] => {
    try {
      return [[name, readFileSync(join(folder, name), "latin1")]];
    } catch {
      return [];
    }
  };
  return Object.fromEntries(names.flatMap(read));
}

/** One store of a folder, as a text. */
function textOf(contents: Contents, store: string): string {
  const files = Object.entries(contents).filter(([path]) => path.startsWith(`${store}/`));
  return files.map(([path, text]) => `${path.slice(store.length)} ${text}`).join("\n");
}
