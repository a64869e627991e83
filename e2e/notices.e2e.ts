import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "./support/app.ts";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));

test("the page leads to the licences of all that is in it, without a network too", async ({
  firstVisit,
  browserOfTest,
}) => {
  await firstVisit.evaluate(() => navigator.serviceWorker.ready);
  await browserOfTest.context.setOffline(true);
  await firstVisit.reload();
  const opened = browserOfTest.context.waitForEvent("page");
  await firstVisit.getByRole("link", { name: "all licences" }).click();
  const notices = await opened;
  await expect(notices.locator("body")).toContainText("Zarrdrop is free software (MIT)");
  // Read as UTF-8 whatever the host says of it.
  await expect(notices.locator("body")).toContainText("Viktor Szathmáry");
});

test("every package in the scripts, and every module beside them, is in the notices", () => {
  const notices = readFileSync(join(DIST, "app", "NOTICES.txt"), "utf8");
  const assets = readdirSync(join(DIST, "app", "assets"));
  const scripts = assets.filter((name) => name.endsWith(".js"));
  // Another witness than the bundler's list of modules: its source maps.
  const sources = scripts.flatMap((name) => {
    const map = join(DIST, "maps", `${name}.map`);
    // Stand-ins for what is left out of a build have nothing to map.
    if (!existsSync(map)) return statSync(join(DIST, "app", "assets", name)).size < 300 ? [] : [`no map: ${name}`];
    // The bundler's own form.
    return (JSON.parse(readFileSync(map, "utf8")) as { sources: string[] }).sources;
  });
  expect(sources.filter((source) => source.startsWith("no map"))).toEqual([]);
  const packages = new Set(
    sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []),
  );
  expect([...packages]).toEqual(expect.arrayContaining(["react-dom", "comlink", "saxes", "zarrita"]));
  expect([...packages].filter((name) => !notices.includes(`\n  ${name} `))).toEqual([]);
  expect(assets.filter((name) => name.endsWith(".wasm"))).toHaveLength(9);
  for (const library of [
    "Zstandard",
    "libjpeg-turbo",
    "OpenJPEG",
    "jxrlib",
    "libjxl",
    "LERC",
    "XZ Utils",
    "bzip2",
    "libwebp",
  ]) {
    expect(notices).toContain(`\n${library} `.replace("XZ Utils ", "XZ Utils (liblzma) "));
  }
});
