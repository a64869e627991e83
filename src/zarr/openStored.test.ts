import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { FakeDirectoryHandle } from "../../testing/store/fakeDirectoryHandle.ts";
import { HandleDirectory } from "../bytes/handleDirectory.ts";
import { NodeFolder } from "../bytes/nodeFile.ts";
import { openStored } from "./openStored.ts";

const folder = mkdtempSync(join(tmpdir(), "zarrdrop-stored-"));
afterAll(() => rmSync(folder, { recursive: true }));

it.skipIf(process.platform === "win32")(
  "a chunk that is a link to nowhere, as DataLad leaves it, does not pass for one that was left out",
  async () => {
    mkdirSync(join(folder, "c/1"), { recursive: true });
    writeFileSync(join(folder, "c/0"), "chunk");
    symlinkSync("../c/0", join(folder, "c/link"));
    symlinkSync("../.git/annex/objects/none", join(folder, "c/2"));
    symlinkSync("3", join(folder, "c/3"));
    const directory = new NodeFolder(folder);
    for (const path of ["c/0", "c/link"]) expect((await openStored(directory, path))?.size).toBe(5);
    for (const path of ["c/9", "d/0", "c/0/0"]) expect([path, await openStored(directory, path)]).toEqual([path, null]);
    await expect(openStored(directory, "c/1")).rejects.toMatchObject({ kind: "corrupt", message: /is a folder/ });
    for (const path of ["c/2", "c/3"]) {
      await expect(openStored(directory, path)).rejects.toMatchObject({ kind: "source-unreadable" });
    }
  },
);

it("a folder in the place of a chunk does not pass for one that was left out, in a page neither", async () => {
  const root = new FakeDirectoryHandle("a.zarr");
  const chunks = await root.getDirectoryHandle("c", { create: true });
  await chunks.getDirectoryHandle("0", { create: true });
  const directory = new HandleDirectory(root.asHandle());
  await expect(openStored(directory, "c/0")).rejects.toMatchObject({ kind: "corrupt", message: /is a folder/ });
  for (const path of ["c/1", "d/0"]) expect(await openStored(directory, path)).toBeNull();
});
