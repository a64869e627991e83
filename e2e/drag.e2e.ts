import { expect, test } from "./support/app.ts";
import { dragOver } from "./support/drop.ts";
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
