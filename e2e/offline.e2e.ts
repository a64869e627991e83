import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "./support/app.ts";
import { convertTo, queueOf } from "./support/page.ts";
import { tiffFixture } from "./support/storeFiles.ts";

test("after the first visit the page starts and converts without a network", async ({
  firstVisit,
  browserOfTest,
  outputFolder,
}) => {
  await firstVisit.evaluate(() => navigator.serviceWorker.ready);
  await browserOfTest.context.setOffline(true);
  await firstVisit.reload();
  await firstVisit.getByRole("button", { name: "Try a sample image" }).click();
  await expect(queueOf(firstVisit).getByText("Ready")).toBeVisible();
  await convertTo(firstVisit, outputFolder);
  expect(readdirSync(outputFolder)).toEqual(["sample-cells.ome.zarr"]);
});

test("the page asks once whether it is to be installed, and takes files with which it is opened", async ({
  tab: page,
  baseURL,
}) => {
  // What the operating system does for an installed page.
  await page.addInitScript(() => {
    const launchQueue = {
      setConsumer: (consumer: unknown) => Reflect.set(window, "launched", consumer),
    };
    Object.defineProperty(window, "launchQueue", { value: launchQueue });
    // The browser asks by itself, when it likes.
    window.addEventListener("beforeinstallprompt", (event) => event.isTrusted && event.stopImmediatePropagation());
  });
  await page.goto(baseURL ?? "/");
  const prompted = await page.evaluateHandle(() => {
    const seen = { count: 0 };
    const event = new Event("beforeinstallprompt", { cancelable: true });
    Object.assign(event, {
      prompt: async () => {
        seen.count++;
      },
    });
    window.dispatchEvent(event);
    return seen;
  });
  await page.getByRole("button", { name: "Install", exact: true }).click();
  expect(await prompted.evaluate(({ count }) => count)).toBe(1);
  const refuse = page.getByRole("button", { name: "No, thanks" });
  await expect(refuse).toBeHidden();
  await page.evaluate(() => window.dispatchEvent(new Event("beforeinstallprompt", { cancelable: true })));
  await expect(refuse, "it was answered for good").toBeHidden();

  const bytes = readFileSync(tiffFixture("zlib_strips.tif"), "base64");
  await page.evaluate(async (content) => {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle("opened-with.tif", { create: true });
    const file = await handle.createWritable();
    await file.write(Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)));
    await file.close();
    const { launched } = window as unknown as { launched: (params: { files: FileSystemHandle[] }) => void };
    launched({ files: [handle] });
  }, bytes);
  await expect(queueOf(page).getByText("opened-with.tif")).toBeVisible();
  await expect(queueOf(page).getByText("Ready")).toBeVisible();
});
