import type { Page } from "@playwright/test";
import axe from "axe-core";

/** The rules that are held: WCAG 2.2 up to level AA, and what axe-core calls good practice. */
export const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The ways in which every screen is looked at. */
export const LOOKS = {
  light: { width: 1280 },
  dark: { width: 1280, colorScheme: "dark" },
  "narrow and dark": { width: 320, colorScheme: "dark" },
  // What a window of 1280 pixels leaves to a page that is shown twice as large.
  "twice as large, in forced colours": { width: 640, forcedColors: "active" },
} as const;

/** What axe-core finds in the page as it is. It is evaluated by the debugger: the page's own policy lets no foreign script in. */
export async function problemsOf(page: Page, rules: readonly string[] = RULES): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(
    async (values) => {
      // The script above has made it a global of the page.
      const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
      const { violations } = await inPage.run({ runOnly: { type: "tag", values } });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
      );
    },
    [...rules],
  );
}
