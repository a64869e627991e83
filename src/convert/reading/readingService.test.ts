import { expect, it } from "vitest";
import { ReadingService } from "./readingService.ts";

it("says by name that a store which was written is not there any more", async () => {
  const gone = () => Promise.reject(new DOMException("", "NotFoundError"));
  // Only what is called is there.
  const handle = { kind: "directory", name: "zarr", getDirectoryHandle: gone } as unknown as FileSystemDirectoryHandle;
  const opening = new ReadingService().openStore(
    { kind: "directory-handle", handle },
    "cells.ome.zarr",
    new AbortController().signal,
  );
  await expect(opening).rejects.toMatchObject({
    kind: "source-changed",
    message: expect.stringContaining("cells.ome.zarr"),
  });
});
