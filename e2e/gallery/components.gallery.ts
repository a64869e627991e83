import { join } from "node:path";
import { servePage } from "../../cli/servePage.mjs";
import { expect, test } from "../support/app.ts";
import { buildComponents } from "./buildComponents.ts";
import { FOLDER, Gallery } from "./gallery.ts";

/** Pieces of several pages lie beside each other: the rules for the parts of one page do not hold. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

test("components", async ({ browserOfTest }) => {
  const folder = join(FOLDER, "components");
  await buildComponents(folder);
  const served = await servePage({ folder, port: 0, ifTaken: "fail" });
  const page = await browserOfTest.context.newPage();
  const thrown: string[] = [];
  page.on("pageerror", ({ message }) => thrown.push(message));
  await page.goto(served.url);
  await page.getByRole("heading", { name: "Colours" }).waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  for (const state of ["hover", "focus-visible"]) {
    const selector = `[data-force="${state}"] > *`;
    const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
    for (const nodeId of nodeIds) {
      await session.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses: [state] });
    }
  }
  const gallery = new Gallery();
  await gallery.draw(page, "components", { isWhole: true, rules: RULES });
  gallery.write("components");
  await served.close();
  expect(thrown).toEqual([]);
  expect(gallery.problems).toEqual([]);
});
