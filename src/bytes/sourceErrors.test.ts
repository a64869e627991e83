import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ZarrdropError } from "../model/errors.ts";
import { BlobSource } from "./blobSource.ts";
import { FileListDirectory } from "./fileListDirectory.ts";
import { HandleDirectory } from "./handleDirectory.ts";
import { NodeFileSource, NodeFolder } from "./nodeFile.ts";
import { openSource } from "./openSource.ts";
import { asOpenError, asSourceError } from "./sourceErrors.ts";

const errno = (code: string): Error => Object.assign(new Error(`${code}: words of the system, read`), { code });
const platform = (name: string): DOMException => new DOMException("words of the browser", name);

describe("what the platform says of a file", () => {
  test.each([
    ["EACCES", "permission", "may not be read by this account"],
    ["EPERM", "permission", "may not be read by this account"],
    ["EMFILE", "source-unreadable", "no more room for open files"],
    ["ENFILE", "source-unreadable", "no more room for open files"],
    ["ENOENT", "source-changed", "moved or deleted"],
    ["ENOTDIR", "source-changed", "moved or deleted"],
    ["EISDIR", "source-changed", "moved or deleted"],
    ["EIO", "source-unreadable", "cannot be read from its disk"],
    ["EBUSY", "source-unreadable", "locked by another program"],
    ["ETXTBSY", "source-unreadable", "locked by another program"],
    ["ESTALE", "source-unreadable", "drive or network folder is gone"],
    ["ENOTCONN", "source-unreadable", "drive or network folder is gone"],
    ["ENXIO", "source-unreadable", "drive or network folder is gone"],
    ["EHOSTDOWN", "source-unreadable", "drive or network folder is gone"],
    ["ETIMEDOUT", "source-unreadable", "does not answer"],
    ["ELOOP", "source-unreadable", "leads in a circle"],
    ["ENOMEM", "memory", "out of memory"],
    ["EXYZ", "source-unreadable", "could not be read"],
  ])("%s is %s, in words", (code, kind, words) => {
    expectForPeople(asSourceError(errno(code), "cells.czi"), kind, words, code);
  });

  test.each([
    ["NotReadableError", "source-changed", "changed, moved or deleted"],
    ["NotFoundError", "source-changed", "changed, moved or deleted"],
    ["InvalidStateError", "source-changed", "changed, moved or deleted"],
    ["NotAllowedError", "permission", "no permission"],
    ["SecurityError", "permission", "no permission"],
    ["NoModificationAllowedError", "source-unreadable", "locked"],
    ["UnknownError", "source-unreadable", "could not be read"],
  ])("%s is %s, in words", (name, kind, words) => {
    expectForPeople(asSourceError(platform(name), "cells.czi"), kind, words, name);
  });

  test("a defect of ours is none of the file, and what is tagged stays as it is", () => {
    expect(asSourceError(new TypeError("undefined is no function"), "a.tif")).toMatchObject({ kind: "internal" });
    expect(asSourceError(platform("AbortError"), "a.tif")).toMatchObject({ kind: "cancelled" });
    const known = new ZarrdropError("corrupt", "Broken.");
    expect(asSourceError(known, "a.tif")).toBe(known);
  });

  test("a path that somebody named and that is not there was never opened", () => {
    expect(asOpenError(errno("ENOENT"), "a/none.tif")).toMatchObject({ message: "a/none.tif does not exist." });
    expect(asOpenError(errno("EACCES"), "a/b.tif")).toMatchObject({ kind: "permission" });
    expect(asOpenError(errno("EISDIR"), "a").message).toBe("a is a folder, not a file.");
    expect(asOpenError(errno("ELOOP"), "a/b.tif").message).toContain("leads in a circle");
  });
});

/** A sentence with the file's name, what is safe and what to do; the platform's words are for a report only. */
function expectForPeople(error: ZarrdropError, kind: string, words: string, technical: string): void {
  expect(error.kind).toBe(kind);
  expect(error.message).toMatch(/^cells\.czi .*\.$/);
  expect(error.message).toContain(words);
  expect(error.message).not.toContain(technical);
  expect(error.details).toMatchObject({ file: "cells.czi", technical: expect.stringContaining(technical) });
  expect(error.details.safe).toMatch(/\.$/);
  expect(error.details.advice).toMatch(/\.$/);
}

describe("on a disk", () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "zarrdrop-errors-"))));
  afterAll(() => rm(folder, { recursive: true }));

  const changes: Record<string, (path: string) => Promise<void>> = {
    deleted: (path) => rm(path),
    shrunk: (path) => truncate(path, 10),
    "replaced by another file": async (path) => {
      await writeFile(`${path}.new`, new Uint8Array(1000));
      await rename(`${path}.new`, path);
    },
    "replaced by a folder": async (path) => {
      await rm(path);
      await mkdir(path);
    },
    "replaced by a link to itself": async (path) => {
      await rm(path);
      await symlink(path, path);
    },
  };
  test.each(Object.entries(changes))("a file that is %s while it is read", async (name, change) => {
    for (const isOpen of [false, true]) {
      const path = join(folder, `${name.length}${isOpen ? "open" : ""}.tif`);
      await writeFile(path, new Uint8Array(1000).fill(1));
      const source = (await NodeFileSource.at(path))!;
      if (isOpen) await source.read(0, 10);
      await change(path);
      const failure: unknown = await source.read(500, 500).then(
        () => "read",
        (thrown: unknown) => thrown,
      );
      // A file that was open stays what it was for those who have it open; a later look at the path tells.
      if (failure === "read") expect(isOpen && name !== "shrunk").toBe(true);
      else {
        expect(failure).toMatchObject({ details: { file: source.name, safe: expect.any(String) } });
        expect(["source-changed", "source-unreadable"]).toContain((failure as ZarrdropError).kind);
      }
    }
  });

  test("a folder that is gone is said by its name", async () => {
    const gone = new NodeFolder(join(folder, "gone"));
    await expect(gone.list()).rejects.toMatchObject({ kind: "source-changed", details: { file: "gone" } });
    await expect(openSource({ kind: "node", folder: join(folder, "gone"), main: "a.tif" })).rejects.toMatchObject({
      kind: "source-changed",
      details: { file: "a.tif" },
    });
  });
});

describe("in a page", () => {
  /** A file whose bytes the browser does not give. */
  function failing(name: string): File {
    const file = new File([new Uint8Array(100)], "a.tif");
    file.slice = () => {
      const slice = new Blob();
      slice.arrayBuffer = async () => {
        throw platform(name);
      };
      return slice;
    };
    return file;
  }

  test.each([
    ["NotReadableError", "source-changed"],
    ["NotFoundError", "source-changed"],
    ["NotAllowedError", "permission"],
  ])("a file that gives %s when it is read", async (name, kind) => {
    const directory = new FileListDirectory([{ path: "sub/a.tif", file: failing(name) }]);
    const source = await directory.open("sub/a.tif");
    for (const each of [source!, new BlobSource(failing(name), "a.tif")]) {
      await expect(each.read(0, 10)).rejects.toMatchObject({ kind, details: { file: "a.tif" } });
    }
  });

  /** A folder in which everything fails like this. */
  function folderThat(fails: () => Error): HandleDirectory {
    const fail = async (): Promise<never> => {
      throw fails();
    };
    const handle = {
      name: "plate",
      getFileHandle: fail,
      getDirectoryHandle: fail,
      async *entries() {
        yield* [];
        throw fails();
      },
    };
    // Only the members above are used.
    return new HandleDirectory(handle as unknown as FileSystemDirectoryHandle);
  }

  test("a folder without permission, and one that is gone", async () => {
    const closed = folderThat(() => platform("NotAllowedError"));
    await expect(closed.list()).rejects.toMatchObject({ kind: "permission", details: { file: "plate" } });
    await expect(closed.open("a.tif")).rejects.toMatchObject({ kind: "permission", details: { file: "a.tif" } });
    await expect(closed.open("sub/a.tif")).rejects.toMatchObject({ kind: "permission", details: { file: "sub" } });
    const gone = folderThat(() => platform("NotFoundError"));
    await expect(gone.list()).rejects.toMatchObject({ kind: "source-changed", details: { file: "plate" } });
    expect(await gone.open("a.tif")).toBeNull();
  });

  test("a file that cannot be had from its handle is no absent file", async () => {
    const handle = {
      name: "plate",
      getFileHandle: async () => ({
        getFile: async () => {
          throw new TypeError("a defect of ours");
        },
      }),
    };
    // Only the members above are used.
    const directory = new HandleDirectory(handle as unknown as FileSystemDirectoryHandle);
    await expect(directory.open("a.tif")).rejects.toMatchObject({ kind: "internal" });
  });
});
