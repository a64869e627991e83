import { expect, it } from "vitest";
import { takeHandles } from "./dropped.ts";

/** What is asked of a handle of a file. */
function handleOf(name: string, getFile: () => Promise<File>): FileSystemHandle {
  return { kind: "file", name, getFile } as unknown as FileSystemHandle;
}

it("what cannot be read of a drop is named, and stops none of the others", async () => {
  const gone = () => Promise.reject(new DOMException("A requested file could not be found.", "NotFoundError"));
  const tree = await takeHandles([
    handleOf("a.tif", async () => new File(["a"], "a.tif")),
    handleOf("gone.tif", gone),
    handleOf("b.tif", async () => new File(["b"], "b.tif")),
  ]);
  expect(tree.files.map(({ name }) => name)).toEqual(["a.tif", "b.tif"]);
  expect(tree.lost).toMatchObject([{ name: "gone.tif", error: { kind: "source-unreadable" } }]);
  expect(tree.lost![0]!.error.message).toContain("gone.tif cannot be read");
});
