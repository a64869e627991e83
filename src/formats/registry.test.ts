import { describe, expect, it } from "vitest";
import { FileListDirectory } from "../bytes/fileListDirectory.ts";
import { MemorySource } from "../bytes/memorySource.ts";
import { type ErrorKind, ZarrdropError } from "../model/errors.ts";
import { FakeReader } from "../../testing/contract/fakeReader.ts";
import type { FormatDescriptor } from "./reader.ts";
import { FORMATS, identify, openImage } from "./registry.ts";

const signal = new AbortController().signal;

function opened(name: string, content: string | Uint8Array<ArrayBuffer>, siblings: string[] = []) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const files = [name, ...siblings].map((path) => ({ path, file: new File([bytes], path) }));
  return { directory: new FileListDirectory(files), main: name, source: new MemorySource(name, bytes) };
}

function format(id: string, certainty: 0 | 1 | 2 | 3, failure?: unknown): FormatDescriptor {
  return {
    id,
    name: id.toUpperCase(),
    extensions: [],
    sniff: () => certainty,
    load: async () => ({
      open: async () => {
        if (failure !== undefined) throw failure;
        return new FakeReader({ format: id });
      },
    }),
  };
}

const broken = (kind: ErrorKind) => new ZarrdropError(kind, "The metadata is broken.");

describe("openImage", () => {
  it("takes the surest format, the earlier one among equals", async () => {
    const formats = [format("a", 1), format("b", 2), format("c", 2), format("d", 0)];
    const candidates = await identify(opened("x", "?"), signal, formats);
    expect(candidates.map((candidate) => candidate.format.id)).toEqual(["b", "c", "a"]);
    expect((await openImage(opened("x", "?"), signal, formats)).description.format).toBe("b");
  });

  it("falls back from a more exact format to its base, and says so", async () => {
    const formats = [format("tiff", 2), format("ome", 3, broken("corrupt"))];
    const reader = await openImage(opened("x.tif", "?"), signal, formats);
    expect(reader.description).toMatchObject({
      format: "tiff",
      notes: ["Read as TIFF, because it could not be read as OME: The metadata is broken."],
    });
  });

  it("does not guess otherwise", async () => {
    const cases = [
      [format("a", 2, broken("corrupt")), format("b", 1)],
      [format("a", 2, broken("corrupt")), format("b", 2)],
      [format("a", 3, broken("corrupt")), format("b", 1)],
      [format("a", 3, broken("corrupt")), format("b", 2, broken("limit"))],
    ];
    for (const formats of cases) {
      await expect(openImage(opened("x", "?"), signal, formats)).rejects.toMatchObject({
        kind: "corrupt",
        details: { file: "x" },
      });
    }
    const changed = [format("a", 3, broken("source-changed")), format("b", 2)];
    await expect(openImage(opened("x", "?"), signal, changed)).rejects.toMatchObject({ kind: "source-changed" });
  });

  it("tags what a reader throws and stops when asked", async () => {
    const formats = [format("a", 2, new TypeError("undefined is not a function"))];
    await expect(openImage(opened("x", "?"), signal, formats)).rejects.toMatchObject({ kind: "internal" });
    await expect(openImage(opened("x", "?"), AbortSignal.abort(), formats)).rejects.toMatchObject({
      kind: "cancelled",
    });
  });

  it.each([
    ["empty.tif", "", "the file is empty"],
    ["notes.tif", "Dear all,\nplease find µ attached", "it is a text file"],
    ["page.tif", "\n<!DOCTYPE html><html>", "it is a web page"],
    ["meta.ome", '<?xml version="1.0"?>', "it is an XML document"],
    ["a.json", '{"a": 1}', "it is a JSON document"],
    ["a.tif", "version https://git-lfs.github.com/spec/v1\noid", "Git LFS pointer"],
    ["a.pdf", "%PDF-1.7", "it is a PDF document"],
    ["film.mp4", "\0\0\0\x20ftypisom", "it is an MP4 film"],
    ["film.mng", Uint8Array.of(0x8a, 0x4d, 0x4e, 0x47, 13, 10), "it is an MNG animation"],
    ["zeros.tif", new Uint8Array(5000), "it begins with zeros only"],
    ["random.bin", Uint8Array.of(1, 2, 3, 200, 201), "its content is of an unknown kind"],
  ])("says what %s is instead", async (name, content, words) => {
    await expect(openImage(opened(name, content), signal, FORMATS)).rejects.toMatchObject({
      kind: "unsupported-format",
      details: { file: name },
      message: expect.stringContaining(words),
    });
  });

  it("says that a folder is no image", async () => {
    const files = ["a.txt", "b.txt"].map((path) => ({ path, file: new File([], path) }));
    const folder = { directory: new FileListDirectory(files), main: "", source: null };
    await expect(openImage(folder, signal, FORMATS)).rejects.toThrow("It holds 2 files (a.txt, b.txt)");
    const empty = { directory: new FileListDirectory([]), main: "", source: null };
    await expect(openImage(empty, signal, FORMATS)).rejects.toThrow("The folder is empty.");
  });

  it("opens references", async () => {
    const reference = { kind: "files" as const, files: [{ path: "x", file: new File(["?"], "x") }], main: "x" };
    expect((await openImage(reference, signal, [format("a", 1)])).description.format).toBe("a");
  });
});
