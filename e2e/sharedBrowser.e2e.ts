import { expect, test } from "./support/app.ts";
import { forgetPages } from "./support/forgetPages.ts";

test("in a browser that tests share nothing is left of the one before but the offline copy", async ({
  browserOfTest: { context },
  firstVisit,
  baseURL,
}) => {
  await firstVisit.evaluate(async () => {
    await navigator.serviceWorker.ready;
    localStorage.setItem("left", "behind");
    document.cookie = "left=behind";
    await (await navigator.storage.getDirectory()).getFileHandle("left", { create: true });
    await new Promise((resolve, reject) => {
      const request = indexedDB.open("left");
      request.addEventListener("success", resolve);
      request.addEventListener("error", reject);
    });
  });
  await forgetPages(context, baseURL!);
  expect(context.pages()).toHaveLength(1);
  const again = await context.newPage();
  // A page of the same host that stores nothing.
  await again.goto(`${baseURL!}NOTICES.txt`);
  const found = await again.evaluate(async () => {
    const files: string[] = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const hasOfflineCopy = (await navigator.serviceWorker.getRegistration())?.active != null;
    return { files, databases, texts: { ...localStorage }, cookie: document.cookie, hasOfflineCopy };
  });
  expect(found).toEqual({ files: [], databases: [], texts: {}, cookie: "", hasOfflineCopy: true });
});
