import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { interceptDestination } from "../destination/interceptDestination.ts";
import { openDestination } from "../destination/openDestination.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { openFenced } from "./fencedDestination.ts";
import { JobLock } from "./jobLock.ts";
import type { LockProcess, LockRecord } from "./lockHolder.ts";
import type { LockTiming } from "./lockTiming.ts";
import { nodeLockHolder } from "./nodeLockHolder.ts";
import { refuseHeld } from "./refuseHeld.ts";

const TOKEN = "00112233445566ff";
const NAME = `.zarrdrop.${TOKEN}.lock`;
const SIGN = `.zarrdrop.${TOKEN}.alive`;

/** So short that a test takes no time, with the same proportions. */
const TIMING: LockTiming = { sign: 15, look: 10, silentLooks: 20, confirm: 15, grace: 30 };

let place: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "zarrdrop-lock-"));
});
afterEach(async () => {
  vi.useRealTimers();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(place, { recursive: true, force: true });
});

/** Another's lock on `a.ome.zarr`. */
async function otherLock(process: LockProcess | null, storeNames = ["a.ome.zarr"]): Promise<void> {
  const record: LockRecord = {
    lockVersion: 2,
    words: "somebody",
    since: new Date(2026, 10, 30, 9, 5).toISOString(),
    storeNames,
    process,
    browser: process === null ? "another browser" : null,
  };
  await writeFile(join(place, NAME), JSON.stringify(record));
}

/** Another's sign of life. */
const otherSign = (text: string): Promise<void> => writeFile(join(place, SIGN), text);

const folder = () => openDestination({ kind: "node", folder: place });
const machine = async (): Promise<string | null> => (await nodeLockHolder()).record.process!.machine;

describe("on Node", () => {
  test("a lock of a job of this process that ended, but could not remove it, holds nothing", async () => {
    const destination = await folder();
    const beside = await destination.besideStores();
    const failing = new Error("no");
    const lock = await JobLock.take(
      Object.assign(Object.create(destination) as typeof destination, {
        besideStores: async () => ({
          write: beside.write.bind(beside),
          read: beside.read.bind(beside),
          size: beside.size.bind(beside),
          sync: beside.sync.bind(beside),
          remove: () => Promise.reject(failing),
        }),
      }),
      ["a.ome.zarr"],
    );
    await expect(lock.release()).rejects.toBe(failing);
    expect(await readdir(place)).not.toEqual([]);
    await (await JobLock.take(await folder(), ["a.ome.zarr"])).release();
    expect(await readdir(place)).toEqual([]);
  });

  test("a store that one job writes is refused to another until that is done; other stores are free", async () => {
    const first = await JobLock.take(await folder(), ["a.ome.zarr", "b.ome.zarr"]);
    await expect(JobLock.take(await folder(), ["c.ome.zarr", "B.ome.zarr"])).rejects.toMatchObject({
      kind: "exists",
      message: expect.stringMatching(
        `^b.ome.zarr is just being written by process ${process.pid} on ${hostname()}, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d.$`,
      ),
      details: { file: "b.ome.zarr", safe: "Nothing was changed." },
    });
    await (await JobLock.take(await folder(), ["c.ome.zarr"])).release();
    await first.release();
    await (await JobLock.take(await folder(), ["a.ome.zarr"])).release();
    expect(await readdir(place)).toEqual([]);
  });

  test("parts of one distributed job hold a store at once, without reading each other's locks; others and the whole do not", async () => {
    const part = { jobId: "0123456789abcdef", isPart: true };
    const whole = { jobId: part.jobId, isPart: false };
    const names = ["a.ome.zarr"];
    const first = await JobLock.take(await folder(), names, { distributed: part });
    const second = await JobLock.take(await folder(), names, { distributed: part });
    const others = [undefined, { distributed: { jobId: "fedcba9876543210", isPart: true } }];
    for (const other of others) {
      await expect(JobLock.take(await folder(), names, other)).rejects.toMatchObject({ kind: "exists" });
    }
    const said: string[] = [];
    const look = { distributed: whole, timing: TIMING, onWait: (text: string) => said.push(text) };
    const waiting = JobLock.take(await folder(), names, look);
    await sleep(5 * TIMING.look);
    // It has its lock and waits: no part begins any more.
    await expect(JobLock.take(await folder(), names, { distributed: part })).rejects.toMatchObject({ kind: "exists" });
    await first.release();
    await second.release();
    await (await waiting).release();
    expect(said).toEqual([expect.stringContaining("Parts of this job are still at work (process")]);
    expect(await readdir(place)).toEqual([]);
  });

  test("parts on another machine are waited for as long as they give signs, and no longer", async () => {
    const jobId = "0123456789abcdef";
    const token = `${TOKEN}-${jobId}`;
    await otherLock({ host: "elsewhere", machine: null, id: 1, started: null });
    await rename(join(place, NAME), join(place, `.zarrdrop.${token}.lock`));
    let signs = 0;
    const sign = setInterval(
      () => void writeFile(join(place, `.zarrdrop.${token}.alive`), String(++signs)),
      TIMING.sign,
    );
    let isTaken = false;
    const taking = JobLock.take(await folder(), ["a.ome.zarr"], {
      distributed: { jobId, isPart: false },
      timing: TIMING,
    });
    void taking.then(() => (isTaken = true));
    await sleep(3 * TIMING.look * TIMING.silentLooks);
    expect(isTaken).toBe(false);
    clearInterval(sign);
    await (await taking).release();
    expect(await readdir(place)).toEqual([]);
  });

  test("of two that begin at once at most one writes", async () => {
    const tries = await Promise.allSettled([1, 2, 3].map(async () => JobLock.take(await folder(), ["a.ome.zarr"])));
    expect(tries.filter(({ status }) => status === "fulfilled").length).toBeLessThan(2);
  });

  test("the lock of a process that ended, or whose number another has now, is taken away", async () => {
    const ended = spawnSync(process.execPath, ["-e", ""]);
    await otherLock({ host: hostname(), machine: await machine(), id: ended.pid, started: null });
    await otherSign("1");
    await writeFile(join(place, `${NAME}.0123.zarrdrop-part`), "");
    await writeFile(join(place, ".zarrdrop.00112233445566fe.alive"), "1");
    await (await JobLock.take(await folder(), ["a.ome.zarr"])).release();
    expect(await readdir(place)).toEqual([]);
    if (!existsSync("/proc/self/stat")) return;
    await otherLock({ host: hostname(), machine: await machine(), id: process.pid, started: "1" });
    await refuseHeld(await folder(), ["a.ome.zarr"]);
    expect(await readdir(place)).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("a process that is stopped holds what it holds", async () => {
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
    children.push(child);
    child.kill("SIGSTOP");
    const stat = await readFile(`/proc/${child.pid}/stat`, "utf8").catch(() => null);
    const started = stat === null ? null : stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]!;
    await otherLock({ host: hostname(), machine: await machine(), id: child.pid!, started });
    await expect(refuseHeld(await folder(), ["a.ome.zarr"])).rejects.toMatchObject({ kind: "exists" });
  });
});

describe("who cannot be asked", () => {
  const elsewhere = { host: "elsewhere", machine: null, id: 1, started: null };

  test.each([
    ["a page", () => null],
    ["another host", () => elsewhere],
    ["another machine of the same name", () => ({ ...elsewhere, host: hostname(), machine: "another boot" })],
  ])("%s: refused as soon as it gives a sign of life, and the way out is named", async (_, holder) => {
    await otherLock(holder());
    await otherSign("1");
    const said: string[] = [];
    const refused = refuseHeld(await folder(), ["a.ome.zarr"], { onWait: (text) => said.push(text), timing: TIMING });
    const signs = setInterval(() => void otherSign(String(Math.random())), 60);
    await expect(refused).rejects.toMatchObject({
      message: "a.ome.zarr is just being written by somebody, since 2026-11-30 09:05.",
      details: { advice: expect.stringContaining(NAME) },
    });
    clearInterval(signs);
    expect(said).toEqual([expect.stringMatching(/^a.ome.zarr was being written by somebody, .* Looking whether/u)]);
    expect((await readdir(place)).toSorted()).toEqual([SIGN, NAME].toSorted());
  });

  test("it is waited for until it is silent for long enough, and not before", async () => {
    await otherLock(elsewhere);
    await otherSign("1");
    const before = performance.now();
    const lock = await JobLock.take(await folder(), ["a.ome.zarr"], { timing: TIMING });
    expect(performance.now() - before).toBeGreaterThan(TIMING.look * TIMING.silentLooks + TIMING.grace - 5);
    await lock.release();
    expect(await readdir(place)).toEqual([]);
  });

  test("it is waited for no longer when it is done, its lock on another store is left alone, and waiting can be stopped", async () => {
    await otherLock(elsewhere);
    const waiting = JobLock.take(await folder(), ["a.ome.zarr"], { timing: TIMING });
    await sleep(30);
    await rm(join(place, NAME));
    await (await waiting).release();
    await otherLock(elsewhere, ["b.ome.zarr"]);
    await (await JobLock.take(await folder(), ["a.ome.zarr"])).release();
    expect(await readdir(place)).toEqual([NAME]);
    const signal = AbortSignal.timeout(20);
    await expect(JobLock.take(await folder(), ["b.ome.zarr"], { signal })).rejects.toMatchObject({ kind: "cancelled" });
    expect(await readdir(place)).toEqual([NAME]);
  });

  test("a holder gives the signs that others look for", async () => {
    const lock = await JobLock.take(await folder(), ["a.ome.zarr"], { timing: TIMING });
    const file = join(place, `.zarrdrop.${lock.token}.lock`);
    const own = JSON.parse(await readFile(file, "utf8")) as LockRecord;
    await writeFile(file, JSON.stringify({ ...own, process: elsewhere }));
    await expect(refuseHeld(await folder(), ["a.ome.zarr"], { timing: TIMING })).rejects.toMatchObject({
      kind: "exists",
    });
    await lock.release();
    expect(await readdir(place)).toEqual([]);
  });
});

describe("a holder that was taken for gone", () => {
  const bytes = [new Uint8Array([1])];

  test("changes nothing more, says who has its place, and gives no sign any more", async () => {
    const lock = await JobLock.take(await folder(), ["a.ome.zarr"], { timing: { ...TIMING, confirm: 0 } });
    const sink = await lock.folder.sink("a.ome.zarr");
    const beside = await lock.folder.besideStores();
    await sink.write("0/0", bytes);
    // In the order of one that takes a place over, whose look may come at any moment.
    await otherLock(null);
    await rm(join(place, `.zarrdrop.${lock.token}.lock`));
    const lost = {
      kind: "storage",
      message: expect.stringMatching(/^a.ome.zarr was taken over by somebody, since /u),
      details: { safe: expect.stringContaining("Nothing more is written") },
    };
    await expect(sink.write("0/1", bytes)).rejects.toMatchObject(lost);
    await expect(sink.remove("0/0")).rejects.toMatchObject(lost);
    await expect(beside.write("a.ome.zarr.manifest.txt", bytes)).rejects.toMatchObject(lost);
    await expect(beside.remove(NAME)).rejects.toMatchObject(lost);
    await expect(lock.folder.removeEmpty("a.ome.zarr")).rejects.toMatchObject(lost);
    const { moving } = lock.folder;
    if (moving.kind !== "rename") throw new Error("Node renames");
    await expect(moving.rename("a.ome.zarr", "b.ome.zarr")).rejects.toMatchObject(lost);
    await rm(join(place, `.zarrdrop.${lock.token}.alive`));
    await sleep(4 * TIMING.sign);
    expect((await readdir(place)).toSorted()).toEqual([NAME, "a.ome.zarr"].toSorted());
    await lock.release();
    expect(await readdir(join(place, "a.ome.zarr", "0"))).toEqual(["0"]);
    expect((await readdir(place)).toSorted()).toEqual([NAME, "a.ome.zarr"].toSorted());
  });

  test("in each thread: one that was halted looks before its next file, whichever clock stood still", async () => {
    const lock = await JobLock.take(await folder(), ["a.ome.zarr"]);
    for (const clock of ["Date", "performance"] as const) {
      const thread = await openFenced({ kind: "node", folder: place }, lock.token, ["a.ome.zarr"]);
      const sink = await thread.sink("a.ome.zarr");
      await sink.write("0", bytes);
      const gone = join(place, `.zarrdrop.${lock.token}.lock`);
      const text = await readFile(gone);
      await rm(gone);
      // Looked a moment ago.
      await sink.write("1", bytes);
      const [date, monotonic] = [Date.now(), performance.now()];
      if (clock === "Date") vi.spyOn(Date, "now").mockReturnValue(date + 60_000);
      else vi.spyOn(performance, "now").mockReturnValue(monotonic + 60_000);
      await expect(sink.write("2", bytes)).rejects.toMatchObject({
        message: `The output folder is not as this job left it: its file .zarrdrop.${lock.token}.lock is gone.`,
      });
      vi.restoreAllMocks();
      await writeFile(gone, text);
    }
    await lock.release();
  });

  test("what fails because another has the place is told so", async () => {
    const lock = await JobLock.take(await folder(), ["a.ome.zarr"]);
    const sink = await lock.folder.sink("a.ome.zarr");
    await sink.write("0/0", bytes);
    await expect(sink.write("0/0/0", bytes)).rejects.toMatchObject({
      message: expect.stringContaining("something else"),
    });
    await rm(join(place, `.zarrdrop.${lock.token}.lock`));
    await expect(sink.write("0/0/0", bytes)).rejects.toMatchObject({
      message: expect.stringContaining("not as this job left it"),
    });
    await lock.release();
  });

  test("where the folder itself is gone, nothing is made in its place", async () => {
    const lock = await JobLock.take(await folder(), ["a.ome.zarr"], { timing: { ...TIMING, confirm: 0 } });
    // The lock signs itself meanwhile: the folder may be found not empty.
    await rm(place, { recursive: true, maxRetries: 10 });
    await expect((await lock.folder.sink("a.ome.zarr")).write("0/0", bytes)).rejects.toMatchObject({ kind: "storage" });
    await sleep(4 * TIMING.sign);
    await lock.release();
    expect(existsSync(place)).toBe(false);
  });
});

test("a folder that goes between the look at the lock and the sign of life is not made again", async () => {
  let state: "stays" | "goes" | "gone" = "stays";
  const destination = interceptDestination(await openDestination({ kind: "node", folder: place }), {
    look: async (call) => {
      const found = await call();
      // A size: that of the lock.
      if (state === "goes" && typeof found === "number") {
        await rm(place, { recursive: true });
        state = "gone";
      }
      return found;
    },
    change: (call) => call(),
    signal: (given) => given,
  });
  const lock = await JobLock.take(destination, ["a.ome.zarr"], { timing: TIMING });
  state = "goes";
  await vi.waitFor(() => expect(state).toBe("gone"));
  await lock.release();
  expect(existsSync(place)).toBe(false);
});

test("in a page the same, and a lock that was being written when its page ended is taken away", async () => {
  const handle = new FakeDirectoryHandle("out");
  const destination = await openDestination({ kind: "directory-handle", handle: handle.asHandle() });
  const lock = await JobLock.take(destination, ["a.ome.zarr"]);
  await expect(JobLock.take(destination, ["a.ome.zarr"])).rejects.toMatchObject({
    message: expect.stringMatching(/^a.ome.zarr is just being written by a page in a browser, since /u),
  });
  await lock.release();
  await handle.getFileHandle(NAME, { create: true });
  await (await JobLock.take(destination, ["a.ome.zarr"])).release();
  expect(await destination.names()).toEqual([]);
});
