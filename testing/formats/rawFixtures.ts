import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { bytesOfPixels } from "../../src/model/dtype.ts";
import { wholeRegion } from "../../src/model/region.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { openImage } from "../../src/formats/registry.ts";
import { type ContractOptions, describeReader, read } from "../contract/describeReader.ts";
import { memoryFiles } from "../contract/memoryFiles.ts";

const FOLDER = new URL("../../fixtures/raw/", import.meta.url);
const never = new AbortController().signal;

/** What a foreign reader says of a fixture. */
type ExpectedFile = {
  by: string;
  scenes: { axes: string[]; shape: number[]; dtype: string; sha256: string; described: object }[];
  /** A part of each note. */
  notes?: string[];
};

/** All files of a format's fixtures (`fixtures/make_raw_fixtures.py`), by their paths. */
export function rawFixtures(format: string): Record<string, Uint8Array> {
  const folder = fileURLToPath(new URL(`${format}/`, FOLDER));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, "/"));
  return Object.fromEntries(
    paths
      .filter((path) => path !== "expected.json")
      .map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]),
  );
}

/** Holds a format against all of its fixtures, and the reader's contract against some of them. */
export function describeRawFixtures(
  format: string,
  { contract, ...options }: { contract: readonly string[] } & ContractOptions,
): void {
  const files = rawFixtures(format);
  // The file is ours: its form is known.
  const expected = JSON.parse(readFileSync(new URL(`${format}/expected.json`, FOLDER), "utf8")) as Record<
    string,
    ExpectedFile
  >;

  describe(`fixtures/raw/${format}`, () => {
    it.each(Object.entries(expected))(
      "%s is as its foreign reader has it",
      async (name, { by, scenes, notes = [] }) => {
        const reader = await openImage(memoryFiles(files, name), never);
        const { description } = reader;
        expect(description.format).toBe(format);
        expect(description.scenes).toMatchObject(
          scenes.map(({ axes, shape, dtype, described }) => ({ axes, shape, dtype, ...described })),
        );
        expect(await hashesOf(reader), by).toEqual(scenes.map(({ sha256 }) => sha256));
        expect(description.notes).toHaveLength(notes.length);
        for (const [index, note] of notes.entries()) expect(description.notes[index]).toContain(note);
        reader.close();
      },
    );
  });

  for (const name of contract) {
    describeReader(name, async (recorder) => openImage(recorder.watch(memoryFiles(files, name)), never), options);
  }
}

async function hashesOf(reader: ImageReader): Promise<string[]> {
  const hashes: string[] = [];
  for (const [index, { shape }] of reader.description.scenes.entries()) {
    const pixels = await read(reader, index, 0, wholeRegion(shape), never);
    hashes.push(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex"));
  }
  return hashes;
}
