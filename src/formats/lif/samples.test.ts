import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../../bytes/openSource.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { read } from "../../../testing/contract/describeReader.ts";
import { openImage } from "../registry.ts";

const SAMPLES = new URL("../../../../shared/samples/", import.meta.url).pathname;
const never = new AbortController().signal;

type OracleScene = {
  id?: string;
  dims?: string;
  shape?: number[];
  dtype?: string;
  sha256?: string;
  planes_sha256?: string;
  /** First, step and count per axis, in metres or seconds. */
  coords?: Record<string, [number, number, number]>;
  physical_um?: (number | null)[];
};
type OracleRow = { reader: string; scenes: OracleScene[] };

/** Our letter for liffile's. */
const LETTERS: Readonly<Record<string, string>> = { λ: "l", Λ: "e", L: "o" };
const DTYPES: Readonly<Record<string, string>> = { "|u1": "uint8", "<u2": "uint16", "<f4": "float32" };

describe.skipIf(!existsSync(SAMPLES))("sample files against the oracle", () => {
  const oracle = existsSync(SAMPLES)
    ? (JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as { files: Record<string, OracleRow[]> }).files
    : {};
  const files = Object.keys(oracle).filter((path) => /\.(?:lif|lof|xlif|xlef)$/i.test(path));

  it.each(files)("%s", async (path) => {
    const rows = oracle[path]!;
    const liffile = rows.find(({ reader }) => reader.startsWith("liffile"))!.scenes;
    const bioFormats = rows.find(({ reader }) => reader.startsWith("Bio-Formats"))!.scenes;
    const source = await openSource({ kind: "node", folder: join(SAMPLES, dirname(path)), main: basename(path) });
    const reader = await openImage(source, never);
    expect(reader.description.scenes).toHaveLength(liffile.length);
    for (const [index, scene] of reader.description.scenes.entries()) {
      const expected = liffile[index]!;
      const pixels = await read(reader, index, 0, wholeRegion(scene.shape), never);
      const hash = createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
      const dims = [...expected.dims!];
      expect({ id: scene.id, axes: scene.axes, shape: scene.shape, dtype: scene.dtype, hash }).toEqual({
        id: expected.id,
        axes: dims.map((letter) => LETTERS[letter] ?? letter.toLowerCase()),
        shape: expected.shape,
        dtype: DTYPES[expected.dtype!] ?? expected.dtype,
        hash: expected.sha256,
      });
      // Bio-Formats reads the same planes in the same order.
      expect(hash).toBe(bioFormats[index]!.planes_sha256);
      for (const [axis, letter] of dims.entries()) {
        const coordinates = expected.coords?.[letter];
        if (coordinates === undefined) continue;
        const factor = letter === "T" ? 1 : "λΛ".includes(letter) ? 1e9 : 1e6;
        expect(scene.scale[axis]).toBeCloseTo(coordinates[1] * factor, 9);
        expect(scene.origin[axis]).toBeCloseTo(coordinates[0] * factor, 9);
      }
      const [z = null, y = null, x = null] = bioFormats[index]!.physical_um ?? [];
      const step = (letter: string): number | null => scene.scale[scene.axes.indexOf(letter)] ?? null;
      expect([step("z"), step("y"), step("x")]).toEqual([z, y, x]);
    }
    reader.close();
  });
});
