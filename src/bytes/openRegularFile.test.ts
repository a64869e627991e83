import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openRegularFile } from "./openRegularFile.ts";

const folder = mkdtempSync(join(tmpdir(), "zarrdrop-regular-"));
afterAll(() => rmSync(folder, { recursive: true }));

it.skipIf(process.platform === "win32")("opens files, waits for no pipe, and follows links where it may", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "bytes");
  symlinkSync(file, join(folder, "link"));
  execFileSync("bash", ["-c", 'mkfifo "$0"', join(folder, "pipe")]);
  for (const [name, followsLinks] of [
    ["file", false],
    ["link", true],
  ] as const) {
    const opened = await openRegularFile(join(folder, name), followsLinks);
    expect((await opened!.stat()).size).toBe(5);
    await opened!.close();
  }
  for (const name of ["pipe", ""]) expect(await openRegularFile(join(folder, name), true)).toBeNull();
  await expect(openRegularFile(join(folder, "link"), false)).rejects.toMatchObject({ code: "ELOOP" });
});
