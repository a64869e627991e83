import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { allocatePixels, bytesOfPixels } from "../../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import { openSink } from "../../store/openSink.ts";
import { storedLevel } from "../../store/levelArray.ts";
import {
  convertAsReference,
  filesBelow,
  METADATA_FILE,
  readJson,
  withoutAxisTypes,
} from "../../../testing/convert/asReference.ts";

/** What bioio-conversion 0.1.4 made of this project's own fixtures: fixtures/make_golden_fixtures.py. */
const FIXTURES = fileURLToPath(new URL("../../../fixtures/", import.meta.url));

type Store = {
  files: string[];
  documents: Record<string, unknown>;
  levels: Record<string, { shape: number[]; sha256: string }>;
};
type Case = { source: string; arguments: Record<string, unknown> } & (
  | { stores: Record<string, Store> }
  | { error: { type: string; message: string } }
);

const cases = Object.entries(readJson<Record<string, Case>>(join(FIXTURES, "golden", "golden.json")));

describe("fixtures converted as by bioio-conversion 0.1.4", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "zarrdrop-golden-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test.each(cases)("%s", async (_, golden) => {
    const converted = convertAsReference(
      { kind: "node", folder: join(FIXTURES, "tiff"), main: golden.source },
      golden.arguments,
      folder,
    );
    if ("error" in golden) {
      await expect(converted).rejects.toThrow(golden.error.message.replace(/^write_\w+: /u, ""));
      expect(readdirSync(folder)).toEqual([]);
      return;
    }
    const plan = await converted;
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(golden.stores));
    for (const output of plan.outputs) {
      const expected = golden.stores[output.storeName]!;
      const store = join(folder, output.storeName);
      expect(filesBelow(store)).toEqual(expected.files);
      for (const file of expected.files.filter((path) => METADATA_FILE.test(path))) {
        expect(withoutAxisTypes(readJson(join(store, file))), file).toEqual(withoutAxisTypes(expected.documents[file]));
      }
      const sink = await openSink({ kind: "node", folder }, output.storeName);
      for (const [index, { path, shape }] of output.levels.entries()) {
        const pixels = allocatePixels(output.dtype, sizeOfShape(shape));
        await storedLevel(sink, output, output.levels[index]!).readRegion(
          wholeRegion(shape),
          pixels,
          new AbortController().signal,
        );
        const sha256 = createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
        expect({ shape, sha256 }, `level ${path}`).toEqual(expected.levels[path]);
      }
    }
  });
});
