import { readdirSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { DestinationReference } from "../model/references.ts";
import { PARTIAL_SUFFIX } from "../model/storeMarker.ts";
import { DirectoryHandleSink } from "./directoryHandleSink.ts";
import { MemorySink } from "./memorySink.ts";
import { NodeSink } from "./nodeSink.ts";
import { openSink } from "./openSink.ts";
import type { Sink } from "./sink.ts";
import { asSinkError } from "./sinkErrors.ts";
import { openDestination } from "./destination/openDestination.ts";
import { SinkDestination } from "./destination/sinkDestination.ts";
import { removeWhole } from "./replacement/removeWhole.ts";
import { FakeDirectoryHandle } from "../../testing/store/fakeDirectoryHandle.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { writeStore } from "../../testing/store/writeStore.ts";

const root = await mkdtemp(join(tmpdir(), "zarrdrop-sinks-"));
afterAll(() => rm(root, { recursive: true, force: true }));
let run = 0;

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

const kinds: [string, () => Sink | Promise<Sink>][] = [
  ["memory", () => new MemorySink()],
  ["folder of an own", () => new SinkDestination(new MemorySink()).sink("a.ome.zarr")],
  ["node", () => new NodeSink(join(root, String(run++)))],
  ["directory handle", () => new DirectoryHandleSink(new FakeDirectoryHandle().asHandle(), "a.ome.zarr")],
];

test("what a page's folder misses for a moment is removed or listed all the same, or told: it does not pass for gone", async () => {
  let looks = 0;
  let missed = -1;
  const onOperation = (): void => {
    if (looks++ === missed) throw new DOMException("for a moment", "NotFoundError");
  };
  const acts: [string[], (sink: Sink) => Promise<unknown>][] = [
    [["0/c/0", "zarr.json"], (sink) => sink.remove("0/c/1")],
    [["0/c/0", "0/c/1", "zarr.json"], async (sink) => expect(await sink.list("0")).toEqual(["0/c/0", "0/c/1"])],
  ];
  for (const [left, act] of acts) {
    for (let at = 0, last = Infinity; at < last; at++) {
      missed = -1;
      const destination = new FakeDirectoryHandle("", { onOperation });
      const sink = (): Sink => new DirectoryHandleSink(destination.asHandle(), "a.ome.zarr");
      for (const path of ["zarr.json", "0/c/0", "0/c/1"]) await sink().write(path, [bytes(1)]);
      [looks, missed] = [0, at];
      const isTold = await act(sink()).then(
        () => false,
        (thrown: unknown) => (thrown as { kind?: string }).kind === "storage",
      );
      last = Math.min(last, looks);
      missed = -1;
      if (!isTold) expect(await sink().list(), `look ${at}`).toEqual(left);
    }
    expect(looks).toBeGreaterThan(1);
  }
});

describe.each(kinds)("the %s sink", (place, make) => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await make();
  });

  test("writes parts in order and reads ranges", async () => {
    await sink.write("0/c/0/0", [bytes(1, 2), bytes(), bytes(3, 4, 5)]);
    expect(await sink.read("0/c/0/0")).toEqual(bytes(1, 2, 3, 4, 5));
    expect(await sink.read("0/c/0/0", { offset: 1, length: 2 })).toEqual(bytes(2, 3));
    expect(await sink.read("0/c/0/0", { offset: 4, length: 9 })).toEqual(bytes(5));
    expect(await sink.size("0/c/0/0")).toBe(5);
    await sink.write("0/c/0/0", [bytes(9)]);
    expect(await sink.read("0/c/0/0")).toEqual(bytes(9));
  });

  test("what is missing or empty", async () => {
    expect(await sink.read("0/1")).toBe(null);
    expect(await sink.size("0/1")).toBe(null);
    expect(await sink.list()).toEqual([]);
    await sink.write("0/1", []);
    expect(await sink.read("0/1")).toBe(null);
    expect(await sink.size("0/1")).toBe(0);
    expect(await sink.read("0/1/2")).toBe(null);
    expect(await sink.size("0/1/2")).toBe(null);
  });

  test("lists sorted and removes files and folders", async () => {
    for (const path of ["zarr.json", "0/c/1", "0/c/0", "0/zarr.json", "10/c/0"]) await sink.write(path, [bytes(1)]);
    expect(await sink.list()).toEqual(["0/c/0", "0/c/1", "0/zarr.json", "10/c/0", "zarr.json"]);
    expect(await sink.list("0/c")).toEqual(["0/c/0", "0/c/1"]);
    expect(await sink.list("1")).toEqual([]);
    await sink.remove("0/c");
    await sink.remove("0/c");
    await sink.remove("10/c/0");
    expect(await sink.list()).toEqual(["0/zarr.json", "zarr.json"]);
    await sink.write("0/c/5", [bytes(1)]);
    expect(await sink.size("0/c/5")).toBe(1);
    await sink.remove("");
    expect(await sink.list()).toEqual([]);
  });

  test("what lies in a folder, one level deep; it may be removed meanwhile", async () => {
    for (const path of ["zarr.json", "0/c/1", "0/c/0", "0/zarr.json"]) await sink.write(path, [bytes(1)]);
    const found = async (folder: string): Promise<string[]> => {
      const entries: string[] = [];
      for await (const { name, kind } of sink.entries(folder)) entries.push(`${kind} ${name}`);
      return entries.sort();
    };
    expect(await found("")).toEqual(["file zarr.json", "folder 0"]);
    expect(await found("0")).toEqual(["file zarr.json", "folder c"]);
    expect(await found("1")).toEqual([]);
    for await (const { name } of sink.entries("0/c")) await sink.remove(`0/c/${name}`);
    expect(await found("0/c")).toEqual([]);
  });

  test("a folder that was seen a moment ago is not empty because it is not found", async () => {
    await sink.write("0/c/1", [bytes(1)]);
    const found = async (folder: string): Promise<unknown> => {
      try {
        for await (const { name } of sink.entries(folder, true)) return name;
        return "empty";
      } catch (thrown) {
        return thrown;
      }
    };
    expect(await found("0/c")).toBe("1");
    // In memory nothing is out of reach for a moment.
    if (place === "memory" || place === "folder of an own") return;
    expect(await found("0/d")).toMatchObject({ kind: "storage" });
    expect(await found("1/c")).toMatchObject({ kind: "storage" });
  });

  test("names are made sure of, also where files are gone or there is no folder", async () => {
    await sink.sync(["0/c/0"]);
    await sink.write("0/c/0", [bytes(1)]);
    await sink.sync(["0/c/0", "0/c/1", "zarr.json", "5/c/0"]);
    expect(await sink.list()).toEqual(["0/c/0"]);
  });

  test("many files at once in new folders", async () => {
    const paths = Array.from({ length: 60 }, (__, at) => `0/c/${at % 5}/${at}`);
    await Promise.all(paths.map((path, at) => sink.write(path, [bytes(at + 1)])));
    expect(await sink.list()).toEqual(paths.toSorted());
    expect(await sink.read("0/c/2/42")).toEqual(bytes(43));
  });

  test("folders that are looked for while they are made", async () => {
    const [missing, , deeper] = await Promise.all([
      sink.size("before/0/c/1"),
      sink.write("before/0/c/0", [bytes(1)]),
      sink.read("before/0/d/1"),
      sink.write("before/0/d/0", [bytes(2)]),
    ]);
    expect([missing, deeper]).toEqual([null, null]);
    expect(await sink.list()).toEqual(["before/0/c/0", "before/0/d/0"]);
  });

  test("a file in parts appears when it is finished, and not at all when it is given up", async () => {
    // A program's own sink is given whole files.
    if (place === "memory" || place === "folder of an own") return expect(sink.begin).toBe(undefined);
    const file = await sink.begin!("0/c/0");
    await file.write([bytes(1, 2)]);
    await file.write([bytes(), bytes(3)]);
    expect((await sink.size("0/c/0")) ?? 0).toBe(0);
    await file.finish();
    expect(await sink.read("0/c/0")).toEqual(bytes(1, 2, 3));
    const other = await sink.begin!("0/c/0");
    await other.write([bytes(9)]);
    await other.giveUp();
    expect(await sink.read("0/c/0")).toEqual(bytes(1, 2, 3));
    const names: string[] = [];
    for await (const { name } of sink.entries("0/c")) names.push(name);
    expect(names).toEqual(["0"]);
  });

  test("a signal that fired stops a write", async () => {
    await expect(sink.write("a", [bytes(1)], AbortSignal.abort())).rejects.toMatchObject({ kind: "cancelled" });
    expect(await sink.read("a")).toBe(null);
  });
});

describe.each(kinds.slice(1))("paths of the %s sink", (_, make) => {
  test.each(["../a", "a/../b", "/a", "a//b", "a/"])("%s is refused", async (path) => {
    await expect((await make()).write(path, [bytes(1)])).rejects.toMatchObject({ kind: "internal" });
  });
});

describe("failures of a directory handle", () => {
  const table: [string, string, string][] = [
    ["getFileHandle", "NotAllowedError", "permission"],
    ["createWritable", "NoModificationAllowedError", "storage"],
    ["write", "QuotaExceededError", "storage-full"],
    ["close", "NotFoundError", "storage"],
    ["close", "AbortError", "storage"],
  ];
  test.each(table)("%s: %s is %s", async (operation, name, kind) => {
    let isOn = true;
    const seen: string[] = [];
    const folder = new FakeDirectoryHandle("", {
      onOperation: (done) => {
        seen.push(done);
        if (isOn && done === operation) throw new DOMException("no", name);
      },
    });
    const sink = new DirectoryHandleSink(folder.asHandle(), "a.ome.zarr");
    await expect(sink.write("0/c/0", [bytes(1)])).rejects.toMatchObject({ kind, details: { file: "0/c/0" } });
    expect(seen.includes("abort")).toBe(operation === "write" || operation === "close");
    // Never a torn file under its own name.
    isOn = false;
    expect(await sink.read("0/c/0")).toBe(null);
    await sink.write("0/c/0", [bytes(2)]);
    expect(await sink.read("0/c/0")).toEqual(bytes(2));
  });

  test.each([
    ["the store", "", "a.ome.zarr is a link to another place."],
    ["a folder", "0", "0 in a.ome.zarr is a link to another place."],
    ["a file", "0/c", "0/c in a.ome.zarr is a link to another place."],
  ])("%s that is a link is said", async (_, path, message) => {
    const folder = new FakeDirectoryHandle();
    const [name, ...above] = `a.ome.zarr${path === "" ? "" : "/"}${path}`.split("/").toReversed();
    let place = folder;
    for (const each of above.toReversed()) place = await place.getDirectoryHandle(each, { create: true });
    place.links.add(name!);
    const sink = new DirectoryHandleSink(folder.asHandle(), "a.ome.zarr");
    const safe = "Nothing was written through it.";
    await expect(sink.write("0/c", [bytes(1)])).rejects.toMatchObject({ kind: "storage", message, details: { safe } });
    expect(await sink.size("0/c")).toBe(null);
    expect(await sink.list()).toEqual([]);
  });

  test("a folder that was taken away is no link", async () => {
    const folder = new FakeDirectoryHandle("", {
      onOperation: (operation) => {
        if (operation === "getFileHandle" || operation === "keys") throw new DOMException("gone", "NotFoundError");
      },
    });
    const sink = new DirectoryHandleSink(folder.asHandle(), "a.ome.zarr");
    const message = "The destination folder was moved or deleted.";
    await expect(sink.write("0/c", [bytes(1)])).rejects.toMatchObject({ kind: "storage", message });
  });

  test.each(["InvalidStateError", "AbortError", "NotReadableError"])(
    "a folder that was moved while a file in it was being written is said, whatever Chromium says (%s)",
    async (name) => {
      let isGone = true;
      const folder = new FakeDirectoryHandle("", {
        onOperation: (operation) => {
          if (operation === "close") throw new DOMException("some step failed", name);
          if (operation === "keys" && isGone) throw new DOMException("gone", "NotFoundError");
        },
      });
      const sink = new DirectoryHandleSink(folder.asHandle(), "a.ome.zarr");
      const said = await sink.write("0/c", [bytes(1)]).catch((thrown: unknown) => thrown);
      expect(said).toMatchObject({ kind: "storage", message: "The destination folder was moved or deleted." });
      expect(said).toMatchObject({ details: { file: "0/c", technical: `${name}: some step failed` } });
      isGone = false;
      const other = await sink.write("0/c", [bytes(1)]).catch((thrown: unknown) => thrown);
      expect(other).not.toMatchObject({ message: expect.stringContaining("moved") });
    },
  );

  test("a file that an ended worker was writing is removed when the browser has let go of it; one that stays locked is said", async () => {
    vi.useFakeTimers();
    let locked = 3;
    const folder = new FakeDirectoryHandle("", {
      onOperation: (operation) => {
        if (operation === "removeEntry" && locked-- > 0) throw new DOMException("held", "NoModificationAllowedError");
      },
    });
    const sink = new DirectoryHandleSink(folder.asHandle(), "a.ome.zarr");
    await sink.write("0/c", [bytes(1)]);
    const removed = sink.remove("0/c");
    await vi.advanceTimersByTimeAsync(1000);
    await removed;
    expect(await sink.list()).toEqual([]);
    locked = Infinity;
    const refused = sink.remove("").catch((thrown: unknown) => thrown);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(await refused).toMatchObject({ kind: "storage", message: expect.stringContaining("locked") });
    vi.useRealTimers();
  });

  test("large shards go in several writes of bounded size", async () => {
    const writes: string[] = [];
    const folder = new FakeDirectoryHandle("", { onOperation: (done) => void (done === "write" && writes.push(done)) });
    const sink = new DirectoryHandleSink(folder.asHandle(), "a");
    await sink.write(
      "s",
      Array.from({ length: 40 }, (_, at) => new Uint8Array(2 ** 20).fill(at)),
    );
    expect(writes.length).toBe(3);
    expect((await sink.read("s", { offset: 39 * 2 ** 20, length: 1 }))![0]).toBe(39);
  });
});

describe("failures on the local file system", () => {
  test("a file in the way", async () => {
    await writeFile(join(root, "in-the-way"), "x");
    const sink = new NodeSink(join(root, "in-the-way"));
    await expect(sink.write("a", [bytes(1)])).rejects.toMatchObject({ kind: "storage" });
  });

  test.skipIf(process.getuid?.() === 0)("no permission", async () => {
    const folder = join(root, "locked");
    await mkdir(folder);
    await chmod(folder, 0o500);
    await expect(new NodeSink(`${folder}/a`).write("b", [bytes(1)])).rejects.toMatchObject({ kind: "permission" });
  });

  test("errno codes have kinds", () => {
    const kindOf = (code: string): string => asSinkError(Object.assign(new Error(code), { code }), "a").kind;
    expect(["ENOSPC", "EDQUOT", "EACCES", "EROFS", "EBUSY", "ENOENT", "EIO", "EMFILE", "EODD"].map(kindOf)).toEqual([
      "storage-full",
      "storage-full",
      "permission",
      "permission",
      "storage",
      "storage",
      "storage",
      "storage",
      "storage",
    ]);
  });

  test.each([
    ["EROFS", /read-only/],
    ["EMFILE", /no more room for open files/],
    ["EBUSY", /locked/],
    ["EIO", /disk of the destination/],
    ["ESTALE", /network folder is gone/],
    ["ENOTCONN", /network folder is gone/],
    ["ETIMEDOUT", /does not answer/],
    ["ENOMEM", /no memory left/],
    ["EFBIG", /larger than the file system/],
    ["EODD", /not known here/],
  ])("%s is said in words, the system's in the details", (code, words) => {
    const error = asSinkError(Object.assign(new Error(`${code}: odd, write`), { code }), "a");
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain(code);
    expect(error.details.technical).toContain(code);
    expect(error.details.advice).toMatch(/^[A-Z].*\.$/u);
  });

  test("a defect of ours is none of the destination's", () => {
    expect(asSinkError(new TypeError("x is undefined"), "a")).toMatchObject({
      kind: "internal",
      details: { file: "a" },
    });
  });

  test("no partial file stays behind", async () => {
    const folder = join(root, "aborted");
    const sink = new NodeSink(folder);
    const controller = new AbortController();
    const part = new Uint8Array(1024);
    const parts = new Proxy([part, part], {
      get(target, key, receiver) {
        if (key === "1") controller.abort();
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    await expect(sink.write("a", parts, controller.signal)).rejects.toMatchObject({ kind: "cancelled" });
    expect(await readdir(folder)).toEqual([]);
    await writeFile(join(folder, `b${PARTIAL_SUFFIX}`), "left by a crash");
    expect(await sink.list()).toEqual([]);
  });

  test("two writers of one file never share the name it has meanwhile", async () => {
    const folder = join(root, "two-writers");
    const seen = new Set<string>();
    const looking = (part: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] =>
      new Proxy([part], {
        get(target, key, receiver) {
          if (key === "0") for (const name of readdirSync(folder)) seen.add(name);
          return Reflect.get(target, key, receiver) as unknown;
        },
      });
    await Promise.all([1, 2, 3].map((value) => new NodeSink(folder).write("a", looking(bytes(value)))));
    seen.delete("a");
    expect(seen.size).toBe(3);
    for (const name of seen) expect(name).toMatch(/^a\.[0-9a-f]{16}\.zarrdrop-part$/);
    expect(await readdir(folder)).toEqual(["a"]);
  });
});

describe("destinations", () => {
  const destinations: [string, () => Promise<DestinationReference>][] = [
    [
      "node",
      async () => {
        const folder = join(root, `destination-${run++}`);
        await mkdir(folder);
        return { kind: "node", folder };
      },
    ],
    ["directory handle", async () => ({ kind: "directory-handle", handle: new FakeDirectoryHandle().asHandle() })],
  ];
  const output = samplePlan("uint8", [sampleLevel("0", [4, 4], [2, 2])]);

  test.each(destinations)("a store in a %s: there, listed, removed", async (_, make) => {
    const folder = await openDestination(await make());
    expect(await folder.kindOf(output.storeName)).toBe(null);
    expect(await folder.names()).toEqual([]);
    const sink = await folder.sink(output.storeName);
    expect(await folder.kindOf(output.storeName)).toBe(null);
    await writeStore(sink, output);
    expect(await folder.kindOf(output.storeName)).toBe("folder");
    expect(await folder.names()).toEqual([output.storeName]);
    await folder.removeEmpty(output.storeName);
    expect(await folder.names()).toEqual([output.storeName]);
    await removeWhole(folder, output.storeName);
    expect(await folder.kindOf(output.storeName)).toBe(null);
    await removeWhole(folder, output.storeName);
    await folder.removeEmpty(output.storeName);
    await writeStore(await folder.sink(output.storeName), output);
    expect(await folder.kindOf(output.storeName)).toBe("folder");
    await folder.sync();
  });

  test("files and links are told from folders, and never removed as stores", async () => {
    const place = join(root, "files");
    await mkdir(join(place, "elsewhere"), { recursive: true });
    await writeFile(join(place, "a.ome.zarr"), "x");
    await symlink(join(place, "elsewhere"), join(place, "b.ome.zarr"));
    const onDisk = await openDestination({ kind: "node", folder: place });
    expect(await onDisk.kindOf("a.ome.zarr")).toBe("file");
    expect(await onDisk.kindOf("b.ome.zarr")).toBe("link");
    const fake = new FakeDirectoryHandle();
    await fake.getFileHandle("a.ome.zarr", { create: true });
    const byHandle = await openDestination({ kind: "directory-handle", handle: fake.asHandle() });
    expect(await byHandle.kindOf("a.ome.zarr")).toBe("file");
    for (const folder of [onDisk, byHandle]) await removeWhole(folder, "a.ome.zarr");
    await removeWhole(onDisk, "b.ome.zarr");
    expect(await onDisk.names()).toEqual(["a.ome.zarr", "b.ome.zarr", "elsewhere"]);
    expect(await byHandle.names()).toEqual(["a.ome.zarr"]);
  });

  test.each(["", "..", "a/b", "a\\b"])("the store name %j is refused", async (name) => {
    await expect(openSink({ kind: "node", folder: root }, name)).rejects.toMatchObject({ kind: "internal" });
  });
});
