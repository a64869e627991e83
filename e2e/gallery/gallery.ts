import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { problemsOf } from "../support/accessibility.ts";

/** Where the pictures go. */
export const FOLDER = join(import.meta.dirname, "..", "..", "test-results", "gallery");

type Look = { name: string; width: number; height: number; media: Parameters<Page["emulateMedia"]>[0] };

const SCHEMES = ["light", "dark"] as const;
const LOOKS: readonly Look[] = [
  ...SCHEMES.flatMap((colorScheme) =>
    [
      [320, 640],
      [1280, 800],
      [2560, 1440],
    ].map(([width, height]) => ({
      name: `${colorScheme}-${width}`,
      width: width!,
      height: height!,
      media: { colorScheme, forcedColors: "none" as const },
    })),
  ),
  // What a window of 1280 pixels leaves to a page that is shown twice as large.
  { name: "twice-640", width: 640, height: 450, media: { colorScheme: "light", forcedColors: "none" } },
  { name: "forced-1280", width: 1280, height: 800, media: { colorScheme: "dark", forcedColors: "active" } },
];

/** Pictures of one state of the page or of the components, in every look, and what axe-core says of each. */
export class Gallery {
  readonly #shots: { state: string; look: string }[] = [];
  readonly #problems: string[] = [];

  constructor() {
    mkdirSync(FOLDER, { recursive: true });
  }

  /** What was found, each with where. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** `isWhole`: the page is taken in its whole height; `arrange` is done in each look before, for a window in which another part is in sight. */
  async draw(
    page: Page,
    state: string,
    options: { isWhole?: boolean; rules?: readonly string[]; arrange?: () => Promise<void> } = {},
  ): Promise<void> {
    const { isWhole = false, rules, arrange } = options;
    for (const { name, width, height, media } of LOOKS) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ ...media, reducedMotion: "reduce" });
      await arrange?.();
      // Tiles and figures of the new size.
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(FOLDER, `${state}-${name}.png`), fullPage: isWhole });
      const found = await problemsOf(page, rules);
      this.#problems.push(...found.map((problem) => `${state}, ${name}: ${problem}`));
      this.#shots.push({ state, look: name });
    }
  }

  /** One page over all pictures of this run. */
  write(name: string): void {
    const states = [...new Set(this.#shots.map(({ state }) => state))];
    const rows = states.map((state) => {
      const pictures = this.#shots.filter((shot) => shot.state === state);
      const cells = pictures.map(
        ({ look }) =>
          `<figure><a href="${state}-${look}.png"><img loading="lazy" src="${state}-${look}.png" alt=""></a><figcaption>${look}</figcaption></figure>`,
      );
      return `<h2>${state}</h2><div>${cells.join("")}</div>`;
    });
    const problems = this.#problems.map((problem) => problem.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
    writeFileSync(
      join(FOLDER, `${name}.html`),
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Zarrdrop: ${name}</title>
<style>body{font:15px/1.5 sans-serif;margin:2rem;background:#888;color:#fff}div{display:flex;flex-wrap:wrap;gap:1rem;align-items:start}figure{margin:0}img{max-height:22rem;max-width:34rem}</style>
<h1>${states.length} states in ${LOOKS.length} looks; axe-core found ${this.#problems.length}</h1><pre>${problems.join("\n")}</pre>
${rows.join("\n")}</html>
`,
    );
  }
}
