import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDestination } from "../destination/openDestination.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { JobLock, refuseHeld } from "./jobLock.ts";
import type { LockRecord } from "./lockHolder.ts";

const TOKEN = "00112233445566ff";
const NAME = `.zarrdrop.${TOKEN}.lock`;

let place: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "zarrdrop-lock-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(place, { recursive: true });
});

/** Another's lock on `a.ome.zarr`. */
async function otherLock(process: LockRecord["process"]): Promise<void> {
  const record: LockRecord = { lockVersion: 1, words: "somebody", storeNames: ["a.ome.zarr"], process };
  await writeFile(join(place, NAME), JSON.stringify(record));
}

const folder = () => openDestination({ kind: "node", folder: place });

describe("on Node", () => {
  test("a store that one job writes is refused to another until that is done; other stores are free", async () => {
    const first = await JobLock.take(await folder(), ["a.ome.zarr", "b.ome.zarr"]);
    await expect(JobLock.take(await folder(), ["c.ome.zarr", "B.ome.zarr"])).rejects.toMatchObject({
      kind: "exists",
      message: `b.ome.zarr is just being written by process ${process.pid} on ${hostname()}.`,
      details: { file: "b.ome.zarr", safe: "Nothing was changed." },
    });
    await (await JobLock.take(await folder(), ["c.ome.zarr"])).release();
    await first.release();
    await (await JobLock.take(await folder(), ["a.ome.zarr"])).release();
    expect(await readdir(place)).toEqual([]);
  });

  test("of two that begin at once at most one writes", async () => {
    const tries = await Promise.allSettled([1, 2, 3].map(async () => JobLock.take(await folder(), ["a.ome.zarr"])));
    expect(tries.filter(({ status }) => status === "fulfilled").length).toBeLessThan(2);
  });

  test("the lock of a process that ended, or whose number another has now, is taken away", async () => {
    const ended = spawnSync(process.execPath, ["-e", ""]);
    await otherLock({ host: hostname(), id: ended.pid, started: null });
    await writeFile(join(place, `${NAME}.0123.zarrdrop-part`), "");
    await (await JobLock.take(await folder(), ["a.ome.zarr"])).release();
    expect(await readdir(place)).toEqual([]);
    if (!existsSync("/proc/self/stat")) return;
    await otherLock({ host: hostname(), id: process.pid, started: "1" });
    await refuseHeld(await folder(), ["a.ome.zarr"]);
    expect(await readdir(place)).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("a process that is stopped holds what it holds", async () => {
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
    children.push(child);
    child.kill("SIGSTOP");
    const stat = await readFile(`/proc/${child.pid}/stat`, "utf8").catch(() => null);
    const started = stat === null ? null : stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]!;
    await otherLock({ host: hostname(), id: child.pid!, started });
    await expect(refuseHeld(await folder(), ["a.ome.zarr"])).rejects.toMatchObject({ kind: "exists" });
  });

  test("who cannot be asked counts as alive, and the way out is named", async () => {
    for (const holder of [null, { host: "elsewhere", id: 1, started: null }]) {
      await otherLock(holder);
      await expect(JobLock.take(await folder(), ["a.ome.zarr"])).rejects.toMatchObject({
        message: "a.ome.zarr is just being written by somebody.",
        details: { advice: expect.stringContaining(NAME) },
      });
      expect(await readdir(place)).toEqual([NAME]);
    }
  });
});

test("in a page the same, and a lock that was being written when its page ended is taken away", async () => {
  const handle = new FakeDirectoryHandle("out");
  const destination = await openDestination({ kind: "directory-handle", handle: handle.asHandle() });
  const lock = await JobLock.take(destination, ["a.ome.zarr"]);
  await expect(JobLock.take(destination, ["a.ome.zarr"])).rejects.toMatchObject({
    message: "a.ome.zarr is just being written by a page in a browser.",
  });
  await lock.release();
  await handle.getFileHandle(NAME, { create: true });
  await (await JobLock.take(destination, ["a.ome.zarr"])).release();
  expect(await destination.names()).toEqual([]);
});
