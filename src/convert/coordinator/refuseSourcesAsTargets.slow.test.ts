import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stackBlob } from "../../../fixtures/stackBlob.ts";
import { NodeFileSource } from "../../bytes/nodeFile.ts";
import { ZipDirectory } from "../../bytes/zipDirectory.ts";
import type { SourceReference } from "../../model/references.ts";
import { asZarrdropError } from "../../model/errors.ts";
import { placeOfSource } from "../../model/sourcePlace.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { convertHere, plannedJob } from "../../../testing/convert/convertHere.ts";

const MODES = ["refuse", "rename", "replace", "skip", "append"] as const;

/** Files and links of a folder with what is in them; links are not followed. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), entry.isFile() ? readFileSync(path, "latin1") : "link"];
    }),
  );
}

describe("a target in the file system that touches a source", () => {
  let root = "";
  let store = "";
  const at = (...parts: string[]): string => join(root, ...parts);
  const folder = (path: string): SourceReference => ({ kind: "node", folder: path, main: "" });

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "zarrdrop-alias-"));
    for (const name of ["in", "D", "elsewhere"]) mkdirSync(at(name));
    writeFileSync(at("in", "cells.ome.tif"), Buffer.from(await stackBlob(40, 30, 2).arrayBuffer()));
    const source: SourceReference = { kind: "node", folder: at("in"), main: "cells.ome.tif" };
    await convertHere(await plannedJob(source, { kind: "node", folder: at("D") }));
    store = at("D", "cells.ome.zarr");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Tries each way of dealing with what is there; the plan is made as if nothing were, so that the engine alone stands in the way. */
  async function expectRefused(source: SourceReference, destination: string, message: RegExp): Promise<void> {
    const before = contentsOf(root);
    for (const existing of MODES) {
      const job = await plannedJob(source, { kind: "node", folder: destination });
      job.plan.settings = { ...job.plan.settings, existing };
      const failure = await convertHere(job).then(() => null, asZarrdropError);
      expect(failure, existing).toMatchObject({ kind: "exists", details: { safe: "Nothing was changed." } });
      expect(failure!.message).toMatch(message);
    }
    expect(contentsOf(root)).toEqual(before);
  }

  it("is refused when it is the source, by whichever way either is named", async () => {
    symlinkSync(at("D"), at("linked"));
    symlinkSync(store, at("elsewhere", "cells.ome.zarr"));
    const over = /cells\.ome\.zarr would be written over its own source/u;
    await expectRefused(folder(store), at("D"), over);
    await expectRefused(folder(`${store}/`), `${at("D")}/`, over);
    await expectRefused(folder(at("in", "..", "D", ".", "cells.ome.zarr")), relative(process.cwd(), at("D")), over);
    await expectRefused(folder(at("linked", "cells.ome.zarr")), at("D"), over);
    await expectRefused(folder(store), at("linked"), over);
    await expectRefused(folder(store), at("elsewhere"), over);
    await expectRefused(folder(at("elsewhere", "cells.ome.zarr")), at("D"), over);
  });

  it("is refused inside a folder that is the source", async () => {
    symlinkSync(join(store, "0"), at("level"));
    const inside = /would be written inside its own source/u;
    await expectRefused(folder(store), store, inside);
    await expectRefused(folder(store), join(store, "0"), inside);
    await expectRefused(folder(store), join(store, "not", "there", "yet"), inside);
    await expectRefused(folder(store), at("level"), inside);
  });

  it("is refused when it holds the source, be it a folder or a file of it, through links too", async () => {
    mkdirSync(at("D", "deep.ome.zarr", "further"), { recursive: true });
    renameSync(store, at("D", "deep.ome.zarr", "further", "deep.ome.zarr"));
    const holds = /would take the place of a folder that holds its own source/u;
    await expectRefused(folder(at("D", "deep.ome.zarr", "further", "deep.ome.zarr")), at("D"), holds);

    mkdirSync(at("D", "cells.ome.zarr"));
    renameSync(at("in", "cells.ome.tif"), at("D", "cells.ome.zarr", "cells.ome.tif"));
    await expectRefused({ kind: "node", folder: at("D", "cells.ome.zarr"), main: "cells.ome.tif" }, at("D"), holds);
    symlinkSync(at("D", "cells.ome.zarr", "cells.ome.tif"), at("in", "cells.ome.tif"));
    await expectRefused({ kind: "node", folder: at("in"), main: "cells.ome.tif" }, at("D"), holds);
  });

  it("is refused when a link in the source leads into it", async () => {
    mkdirSync(at("D", "thin.ome.zarr"));
    for (const name of readdirSync(store)) symlinkSync(join(store, name), at("D", "thin.ome.zarr", name));
    mkdirSync(at("other"));
    renameSync(at("D", "thin.ome.zarr"), at("other", "cells.ome.zarr"));
    await expectRefused(folder(at("other", "cells.ome.zarr")), at("D"), /holds its own source/u);
  });

  it("is refused when it is the source's file, by another link to it too", async () => {
    linkSync(at("in", "cells.ome.tif"), at("elsewhere", "cells.ome.zarr"));
    const source = { kind: "node", folder: at("in"), main: "cells.ome.tif" } as const;
    await expectRefused(source, at("elsewhere"), /over its own source/u);
  });

  it("is refused when it is a packed store, or lies in a plate", async () => {
    const fixtures = join(import.meta.dirname, "../../../fixtures/ome-zarr");
    const packed = await plannedJob(
      { kind: "node", folder: fixtures, main: "v3-transposed.ozx" },
      { kind: "node", folder: root },
    );
    const { storeName } = packed.plan.outputs[0]!;
    cpSync(join(fixtures, "v3-transposed.ozx"), at("elsewhere", storeName));
    await expectRefused(
      { kind: "node", folder: at("elsewhere"), main: storeName },
      at("elsewhere"),
      /over its own source/u,
    );

    const archive = (await NodeFileSource.at(join(fixtures, "v2-plate.zip")))!;
    const plate = await ZipDirectory.open(archive);
    for (const path of await plate.list()) {
      const file = (await plate.open(path))!;
      mkdirSync(at("plates", dirname(path)), { recursive: true });
      writeFileSync(at("plates", path), await file.read(0, file.size));
    }
    const top = readdirSync(at("plates"));
    const source = folder(top.length === 1 ? at("plates", top[0]!) : at("plates"));
    const [well] = readdirSync(at("plates"), { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith("0/.zattrs"),
    );
    await expectRefused(source, at("plates", dirname(well!)), /inside its own source/u);
  });

  it("is refused when the source is another one of the same call", async () => {
    const source: SourceReference = { kind: "node", folder: at("in"), main: "cells.ome.tif" };
    const job = await plannedJob(source, { kind: "node", folder: at("D") }, { existing: "replace" });
    const other = placeOfSource(folder(store), { name: "cells.ome.zarr", files: ["zarr.json"] });
    const before = contentsOf(root);
    await expect(convertHere({ ...job, otherSources: [other] })).rejects.toThrow(/over another source of this job/u);
    expect(contentsOf(root)).toEqual(before);
    await convertHere(job);
  });

  it("is fine beside the source's files, and beside a store that is the source", async () => {
    const beside: SourceReference = { kind: "node", folder: at("in"), main: "cells.ome.tif" };
    await convertHere(await plannedJob(beside, { kind: "node", folder: at("in") }));
    await convertHere(await plannedJob(folder(store), { kind: "node", folder: at("D") }, { name: "again" }));
    expect(readdirSync(at("in")).toSorted()).toEqual(["cells.ome.tif", "cells.ome.zarr"]);
    expect(readdirSync(at("D")).toSorted()).toEqual(["again.ome.zarr", "cells.ome.zarr"]);
  });
});

describe("a target in a page that touches a source", () => {
  const destination = new FakeDirectoryHandle("D");
  const elsewhere = new FakeDirectoryHandle("elsewhere");
  const to = (handle: FakeDirectoryHandle) => ({ kind: "directory-handle", handle: handle.asHandle() }) as const;
  const file = (blob: Blob) => new File([blob], "cells.ome.tif", { lastModified: 1 });
  let store: FakeDirectoryHandle;
  beforeEach(async () => {
    destination.children.clear();
    elsewhere.children.clear();
    const source = {
      kind: "files",
      files: [{ path: "cells.ome.tif", file: file(stackBlob(40, 30, 2)) }],
      main: "cells.ome.tif",
    } as const;
    await convertHere(await plannedJob({ ...source, files: [...source.files] }, to(destination)));
    store = await destination.getDirectoryHandle("cells.ome.zarr");
  });

  async function expectRefused(source: SourceReference, folder: FakeDirectoryHandle, message: RegExp): Promise<void> {
    for (const existing of MODES) {
      const job = await plannedJob(source, to(folder));
      job.plan.settings = { ...job.plan.settings, existing };
      let isTouched = false;
      folder.hooks.onOperation = (operation) => {
        isTouched ||= ["createWritable", "removeEntry"].includes(operation);
      };
      const failure = await convertHere(job).then(() => null, asZarrdropError);
      delete folder.hooks.onOperation;
      expect(failure, existing).toMatchObject({ kind: "exists", details: { safe: "Nothing was changed." } });
      expect(failure!.message).toMatch(message);
      expect(isTouched).toBe(false);
    }
  }
  const folder = (handle: FakeDirectoryHandle): SourceReference => ({ ...to(handle), main: "" });

  it("is refused when it is, holds or lies in a folder that is the source", async () => {
    await expectRefused(folder(store), destination, /over its own source/u);
    await expectRefused(folder(store), store, /inside its own source/u);
    await expectRefused(folder(store), await store.getDirectoryHandle("0"), /inside its own source/u);
    const holder = await elsewhere.getDirectoryHandle("cells.ome.zarr", { create: true });
    holder.children.set("cells.ome.zarr", store);
    await expectRefused(folder(store), elsewhere, /a folder that holds its own source/u);
  });

  it("is refused when it holds a file of the source that was dropped by itself or with its folder", async () => {
    const inner = await store.getFileHandle("cells.ome.tif", { create: true });
    inner.bytes = new Uint8Array(await stackBlob(40, 30, 2).arrayBuffer());
    const files = [{ path: "cells.ome.tif", file: await inner.getFile() }];
    const main = "cells.ome.tif";
    // The fake stands for the platform's type, of which it has what is asked here.
    const handle = inner as unknown as FileSystemHandle;
    const holds = /a folder that holds its own source/u;
    await expectRefused({ kind: "files", files, main, origins: [{ path: main, handle }] }, destination, holds);
    await expectRefused(
      { kind: "files", files, main, origins: [{ path: "", handle: store.asHandle() }] },
      destination,
      holds,
    );
    await expectRefused({ ...to(store), main }, destination, holds);
    // From a folder far above.
    const deep = [{ path: "cells.ome.zarr/cells.ome.tif", file: await inner.getFile() }];
    const origins = [{ path: "", handle: destination.asHandle() }];
    await expectRefused(
      { kind: "files", files: deep, main: "cells.ome.zarr/cells.ome.tif", origins },
      destination,
      holds,
    );
  });

  it("is refused without handles when names, sizes and times are those of the source", async () => {
    const files: { path: string; file: File }[] = [];
    const collect = async (at: FakeDirectoryHandle, way: string): Promise<void> => {
      for (const [name, child] of at.children) {
        if (child instanceof FakeDirectoryHandle) await collect(child, `${way}${name}/`);
        else files.push({ path: `${way}${name}`, file: await child.getFile() });
      }
    };
    await collect(store, "");
    // Without handles the store's name is that of its folder input: here it is called as the output is.
    const source: SourceReference = { kind: "files", files, main: "" };
    const job = await plannedJob(source, to(destination), { name: "cells", existing: "replace" });
    job.plan.outputs[0]!.storeName = "cells.ome.zarr";
    await expect(convertHere(job)).rejects.toThrow(/over its own source/u);
    const copy = files.map(({ path, file: each }) => ({
      path,
      file: new File([each], each.name, { lastModified: 5 }),
    }));
    await convertHere({ ...job, source: { kind: "files", files: copy, main: "" } });
  });

  it("is fine beside the source, and where only the folder of the files is the same", async () => {
    await convertHere(await plannedJob(folder(store), to(destination), { name: "again" }));
    const handle = await elsewhere.getFileHandle("cells.ome.tif", { create: true });
    handle.bytes = new Uint8Array(await stackBlob(40, 30, 2).arrayBuffer());
    const files = [{ path: "cells.ome.tif", file: await handle.getFile() }];
    const source: SourceReference = {
      kind: "files",
      files,
      main: "cells.ome.tif",
      origins: [{ path: "", handle: elsewhere.asHandle() }],
    };
    await convertHere(await plannedJob(source, to(elsewhere)));
    expect([...elsewhere.children.keys()].toSorted()).toEqual(["cells.ome.tif", "cells.ome.zarr"]);
  });
});
