import { execFileSync } from "node:child_process";
import { readFileSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { queueOf } from "../support/page.ts";
import { type Contents, Disturbed, ended, test, trialsOf } from "./bench.ts";

const isRoot = process.getuid?.() === 0 && process.platform === "linux";

test("the quota is reached", async ({ bench, url, browserOfBench }) => {
  await trialsOf("quota reached", async ({ random }) => {
    const trial = new Disturbed(bench, url, random, { replaces: false });
    const page = await browserOfBench.context.newPage();
    // As a browser that lets no page write into folders: outputs are made in its own storage and downloaded.
    await page.addInitScript(() => Object.defineProperty(window, "showDirectoryPicker", { value: undefined }));
    await page.goto(url);
    const session = await page.context().newCDPSession(page);
    const { origin } = new URL(url);
    const { usage } = (await session.send("Storage.getUsageAndQuota", { origin })) as { usage: number };
    const quotaSize = Math.floor(usage + 50_000 + random.next() * 600_000);
    await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
    await trial.drop(page);
    await page.getByRole("button", { name: "Convert", exact: true }).click();
    const alert = page.getByRole("alert").first();
    await expect(alert).toContainText("There is no space left in the destination.", { timeout: 60_000 });
    await session.send("Storage.overrideQuotaForOrigin", { origin });
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(queueOf(page).getByText("Done")).toBeVisible({ timeout: 60_000 });
    expect(await privateContents(page)).toEqual(bench.wanted);
    await page.close();
  });
});

/** What is in the folder for outputs in the origin private file system. */
async function privateContents(page: Page): Promise<Contents> {
  return page.evaluate(async () => {
    const contents: Record<string, string> = {};
    const look = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === "directory") await look(handle, `${path}${name}/`);
        else {
          const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
          contents[`${path}${name}`] = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join("");
        }
      }
    };
    for await (const [name, handle] of (await navigator.storage.getDirectory()).entries()) {
      if (name.startsWith("outputs-")) await look(handle as FileSystemDirectoryHandle, "");
    }
    return contents;
  });
}

test("the disk is full", async ({ bench, url, browserOfBench }) => {
  test.skip(!isRoot, "only root makes a small disk");
  await trialsOf("disk full", async ({ random }) => {
    const trial = new Disturbed(bench, url, random, { replaces: false });
    execFileSync("mount", [
      "-t",
      "tmpfs",
      "-o",
      `size=${Math.floor(200 + random.next() * 500)}k`,
      "tmpfs",
      trial.folder,
    ]);
    try {
      const page = await browserOfBench.context.newPage();
      await trial.begin(page);
      await expect.poll(() => ended(page), { timeout: 60_000 }).toContain("There is no space left in the destination.");
      trial.expectHonest();
      execFileSync("mount", ["-o", "remount,size=100m", trial.folder]);
      await page.getByRole("button", { name: "Try again" }).click();
      await trial.done(page);
      await page.close();
    } finally {
      execFileSync("umount", ["-l", trial.folder]);
    }
  });
});

test("the source is edited while it is read", async ({ bench, url, browserOfBench }) => {
  await trialsOf("source edited", async ({ random }) => {
    const trial = new Disturbed(bench, url, random);
    const page = await browserOfBench.context.newPage();
    const whole = readFileSync(trial.source);
    await trial.begin(page);
    await trial.middle(page);
    const edited = Buffer.from(whole);
    edited[whole.length - 1]! ^= 1;
    writeFileSync(trial.source, edited);
    const end = await expectEnd(page);
    trial.expectHonest();
    if (end === "Done") {
      // It came too late.
      trial.expectWhole();
    } else {
      expect(end).toMatch(/changed|edited/u);
      writeFileSync(trial.source, whole);
      await trial.again(page);
    }
    await page.close();
  });
});

test("the source is deleted while it is read", async ({ bench, url, browserOfBench }) => {
  await trialsOf("source deleted", async ({ random }) => {
    const trial = new Disturbed(bench, url, random);
    const page = await browserOfBench.context.newPage();
    const { atime, mtime } = statSync(trial.source);
    await trial.begin(page);
    await trial.middle(page);
    unlinkSync(trial.source);
    const end = await expectEnd(page);
    trial.expectHonest();
    if (end === "Done") {
      trial.expectWhole();
    } else {
      expect(end).toMatch(/moved or deleted|is gone|no longer|not there/u);
      writeFileSync(trial.source, readFileSync(bench.source));
      utimesSync(trial.source, atime, mtime);
      await trial.again(page);
    }
    await page.close();
  });
});

async function expectEnd(page: Page): Promise<string> {
  await expect.poll(() => ended(page), { timeout: 60_000 }).not.toBeNull();
  return (await ended(page))!;
}
