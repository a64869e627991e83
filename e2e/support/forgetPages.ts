import type { BrowserContext } from "@playwright/test";

/** What a page may have left, but for its offline copy: that is the service worker, and what it caches. */
const LEFT = "cookies,file_systems,indexeddb,local_storage,websql";

/** Closes all pages of a browser, and has it forget what those of a host stored: all but the host's offline copy. */
export async function forgetPages(context: BrowserContext, url: string): Promise<void> {
  // A browser ends with its last page.
  const others = context.pages();
  const blank = await context.newPage();
  await Promise.all(others.map((page) => page.close()));
  const session = await context.newCDPSession(blank);
  await session.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: LEFT });
  await session.detach();
}
