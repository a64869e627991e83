import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileListDirectory } from "../fileListDirectory.ts";
import { NodeFolder } from "../nodeFile.ts";
import type { ByteSource, WalkableDirectory } from "../source.ts";
import { sampledRanges } from "./sampleFile.ts";
import { changedFile, takeFingerprint } from "./sourceFingerprint.ts";

describe("the fingerprint of files on disk", () => {
  let folder = "";
  const at = (path: string): string => join(folder, path);
  const FILES = ["zarr.json", "0/zarr.json", "0/c/0/0", "0/c/0/1", "0/c/10/0", "notes.txt"];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "zarrdrop-fingerprint-"));
    for (const [index, path] of FILES.entries()) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), Buffer.alloc(1000 + index, index));
      utimesSync(at(path), 1e9, 1e9 + index);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const named = ["zarr.json", "0/zarr.json"];
  const whole = () => takeFingerprint(new NodeFolder(folder), named, true);

  it("is the same for the same files, however they are reached", async () => {
    const files = FILES.map((path) => {
      const file = new File([readFileSync(at(path))], path, { lastModified: Math.floor(statSync(at(path)).mtimeMs) });
      return { path, file };
    });
    const { digest, files: count } = await whole();
    expect(digest).toMatch(/^[0-9a-f]{64}$/u);
    expect(count).toBe(named.length + FILES.length);
    expect((await whole()).digest).toBe(digest);
    const dropped = await takeFingerprint(new FileListDirectory(files), named, true);
    expect(dropped).toMatchObject({ digest, changeTimes: null });
    expect((await takeFingerprint(new NodeFolder(folder), named, false)).digest).not.toBe(digest);
  });

  const edits: Record<string, (path: string) => void> = {
    "another size": (path) => writeFileSync(path, "x"),
    "another byte, with its time put back": (path) => {
      const { atime, mtime } = statSync(path);
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(path, bytes);
      utimesSync(path, atime, mtime);
    },
    "another time": (path) => utimesSync(path, 1e9, 2e9),
    "another name": (path) => renameSync(path, `${path}_`),
    "its loss": (path) => rmSync(path),
  };
  for (const [what, edit] of Object.entries(edits)) {
    it.each(FILES)(`is another after ${what}: %s`, async (path) => {
      const before = await whole();
      edit(at(path));
      const after = await whole();
      expect(after.digest).not.toBe(before.digest);
      expect([path, null]).toContain(changedFile(before, after));
    });
  }

  it("names the file, and is another for a file more", async () => {
    const before = await whole();
    writeFileSync(at("0/c/0/2"), "more");
    const more = await whole();
    expect([more.digest === before.digest, changedFile(before, more)]).toEqual([false, null]);
    writeFileSync(at("0/c/0/1"), "other");
    expect(changedFile(more, await whole())).toBe("0/c/0/1");
  });

  it("has times of change beside it, for what leaves no other trace", async () => {
    const before = await whole();
    expect(before.changeTimes).toBe((await whole()).changeTimes);
    chmodSync(at("0/c/0/1"), 0o600);
    const after = await whole();
    expect(after.digest).toBe(before.digest);
    expect(after.changeTimes).not.toBe(before.changeTimes);
  });
});

describe("what is read for it", () => {
  it("is bounded, of a large file and of many", async () => {
    const reads: number[] = [];
    const source = (size: number): ByteSource => ({
      name: "f",
      size,
      modified: 1,
      read: async (_offset, length) => {
        reads.push(length);
        return new Uint8Array(length);
      },
    });
    const directory = (size: number): WalkableDirectory => ({
      list: async () => [],
      open: async () => source(size),
      async *entries() {
        for (let at = 0; at < 5000; at++) yield { name: `${at}`, isFolder: false };
      },
    });
    await takeFingerprint(directory(2 ** 40), ["big"], false);
    expect(reads.reduce((sum, length) => sum + length, 0)).toBe(192 * 1024);
    reads.length = 0;
    const { files } = await takeFingerprint(directory(10_000), ["zarr.json"], true);
    expect([files, reads.length]).toEqual([5001, 257]);
  });

  it("leaves no gap of more than an eighth of a file or 2 MiB, and nothing of a small one", () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 2 ** 22 }), fc.maxSafeNat());
    fc.assert(
      fc.property(size, (bytes) => {
        let end = 0;
        for (const { offset, length } of sampledRanges(bytes)) {
          const gap = offset - end;
          if (gap < 0 || length <= 0) return false;
          if (gap > 2 * Math.max(2 ** 20, bytes / 16)) return false;
          end = offset + length;
        }
        return end === bytes && (bytes > 192 * 1024 || sampledRanges(bytes).length <= 1);
      }),
    );
  });
});
