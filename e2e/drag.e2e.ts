import { expect, test } from "./support/app.ts";
import { dragOver, dropPaths } from "./support/drop.ts";
import { tiffFixture } from "./support/storeFiles.ts";

test("a drag that ends without a word does not leave the page saying to let go", async ({ app }) => {
  const offer = app.locator(".drop-frame", { hasText: "Let go to look at it" });
  await expect(offer).toHaveCSS("opacity", "0");
  await dragOver(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(offer).toHaveCSS("opacity", "1");
  await expect(offer).toHaveCSS("opacity", "0", { timeout: 3000 });
  await dragOver(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(offer, "the next one is offered again").toHaveCSS("opacity", "1");
});

for (const reducedMotion of ["no-preference", "reduce"] as const) {
  test(`the first screen becomes the table ${reducedMotion === "reduce" ? "at once where no motion is wanted" : "in one movement"}`, async ({
    app,
  }) => {
    await app.emulateMedia({ reducedMotion });
    await app.evaluate(() => {
      const holder = globalThis as unknown as { transitions: number; flown: string[] };
      holder.transitions = 0;
      holder.flown = [];
      const start = document.startViewTransition.bind(document);
      document.startViewTransition = (...given) => {
        holder.transitions++;
        const transition = start(...given);
        void transition.ready.then(() => {
          for (const { effect } of document.getAnimations()) {
            if (effect instanceof KeyframeEffect) holder.flown.push(effect.pseudoElement ?? "");
          }
        });
        return transition;
      };
    });
    await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
    await expect(app.getByRole("application")).toBeVisible();
    const count = await app.evaluate(() => (globalThis as unknown as { transitions: number }).transitions);
    expect(count).toBe(reducedMotion === "reduce" ? 0 : 1);
    // The pyramid goes to where the levels of the picture will be.
    const flown = await app.evaluate(() => (globalThis as unknown as { flown: string[] }).flown);
    expect(flown.includes("::view-transition-group(pyramid)")).toBe(reducedMotion !== "reduce");
    expect(
      await app.evaluate(
        () =>
          document
            .getAnimations()
            .filter(
              ({ effect }) => effect instanceof KeyframeEffect && effect.pseudoElement?.startsWith("::view-transition"),
            ).length,
      ),
    ).toBe(0);
  });
}
