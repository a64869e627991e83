import { expect, it } from "vitest";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { firstLook } from "./lookAtSource.ts";

/** A folder with one file, which cannot be found so many times. */
async function folderOf(missing: number) {
  let left = 0;
  const folder = new FakeDirectoryHandle("in", {
    onOperation: (operation) => {
      if (operation === "getFileHandle" && left-- > 0) throw new DOMException("", "NotFoundError");
    },
  });
  await folder.getFileHandle("a.tif", { create: true });
  left = missing;
  return { kind: "directory-handle", handle: folder.asHandle(), main: "a.tif" } as const;
}

it("a source of which a file is out of reach for a moment is not taken for what it was in that moment", async () => {
  const seen = await firstLook({ source: await folderOf(0), description: { files: ["a.tif"] } });
  expect(seen).toMatchObject({ missing: null, files: 1 });
  expect(await firstLook({ source: await folderOf(1), description: { files: ["a.tif"] } })).toEqual(seen);
  await expect(firstLook({ source: await folderOf(2), description: { files: ["a.tif"] } })).rejects.toMatchObject({
    kind: "source-changed",
  });
  // A companion that is not there at all is part of what the source is; the file that was named has to be there.
  expect(await firstLook({ source: await folderOf(0), description: { files: ["a.tif", "b.tif"] } })).toMatchObject({
    missing: "b.tif",
  });
  await expect(firstLook({ source: await folderOf(100), description: { files: ["a.tif"] } })).rejects.toMatchObject({
    kind: "source-changed",
  });
});
