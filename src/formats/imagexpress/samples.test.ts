import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  hashOfPlane,
  hasPlateSamples,
  oracleFields,
  oraclePlate,
  PLATE_SAMPLES,
  tifffileHash,
} from "../../../testing/oracle/plateOracle.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const at = (folder: string, main = "") =>
  openImage({ kind: "node", folder: join(PLATE_SAMPLES, "imagexpress", folder), main }, never);

/** Paths of all files below a folder; none where there are no samples. */
function listed(folder: string): string[] {
  if (!hasPlateSamples) return [];
  return readdirSync(join(PLATE_SAMPLES, "imagexpress", folder), { recursive: true, encoding: "utf8" });
}

describe.skipIf(!hasPlateSamples)("plates of an ImageXpress", () => {
  const folder = "ImageXpress/SingleChannel/2023-02-21/1334";
  const files = listed(folder);

  it("a plate without an index has the fields of openreadout, and positions besides", async () => {
    const expected = oraclePlate(`imagexpress/${folder}`);
    const reader = await at(folder);
    const found = await oracleFields(reader);
    const { plate, scenes, notes } = reader.description;
    expect(plate!.name).toBe(expected.plate.id);
    for (const [index, { id, shape, dtype, channels, physical, extra }] of expected.scenes.entries()) {
      const { row_index, column_index, field } = extra!;
      expect(found[index]).toMatchObject({
        id,
        shape,
        dtype,
        channels,
        physical: { x: physical.x, y: physical.y },
        extra: { row_index, column_index, field },
      });
    }
    expect(found).toHaveLength(expected.scenes.length);
    expect(scenes[2]).toMatchObject({
      scale: [null, null, 5, 1.3668, 1.3668],
      origin: [null, null, 9315.92, 41385.4, 88813.4],
      facts: { Objective: "20X Plan Apo Lambda" },
    });
    expect(notes).toEqual(["4 projections lie beside the stacks; they are left out."]);
    reader.close();
  });

  // openreadout takes the projection that lies beside the stack for its first section: tifffile's planes count.
  it.each([...["E07_s1", "E07_s2", "E08_s1", "E08_s2"].entries()])(
    "field %d (%s) has the sections that tifffile reads, and not their projection",
    async (scene, name) => {
      const reader = await at(folder);
      for (const section of [1, 2]) {
        const file = files.find(
          (path) => path.startsWith(`ZStep_${section}/`) && /_s\d(?!_)/.test(path) && path.includes(name),
        );
        expect(await hashOfPlane(reader, scene, [0, 0, section - 1])).toBe(
          tifffileHash(`imagexpress/${folder}/${file}`),
        );
      }
      reader.close();
    },
  );

  it("a plate of three wavelengths and two time points has each plane in its place", async () => {
    const timed = "ImageXpress/1well-3C-2S-Zmix-T/2024-04-22/1697";
    const paths = listed(timed);
    const reader = await at(timed);
    const { scenes } = reader.description;
    expect(scenes.map(({ name, shape }) => [name, shape])).toEqual([
      ["C07, field 1", [2, 3, 1, 256, 256]],
      ["C07, field 2", [2, 3, 1, 256, 256]],
    ]);
    for (const path of paths.filter((each) => each.endsWith(".tif"))) {
      const [, time, site, wave] = /TimePoint_(\d)\/.*_s(\d)_w(\d)/.exec(path)!.map(Number);
      expect(await hashOfPlane(reader, site! - 1, [time! - 1, wave! - 1, 0])).toBe(
        tifffileHash(`imagexpress/${timed}/${path}`),
      );
    }
    reader.close();
  });

  it("a plate with an index has all that it wanted, and says what is missing", async () => {
    const expected = oraclePlate("imagexpress/ImageXpress_exported/9987_Plate_3435");
    const reader = await at("ImageXpress_exported/9987_Plate_3435");
    const { plate, scenes } = reader.description;
    expect([plate!.name, plate!.rows.length, plate!.columns.length]).toEqual([
      expected.plate.id,
      expected.plate.rows,
      expected.plate.columns,
    ]);
    expect(scenes.map(({ name }) => name.replace(", ", " "))).toEqual(expected.scenes.map(({ id }) => id));
    const missing = scenes.flatMap(({ absentPlanes = [] }) => absentPlanes);
    expect(missing.every(({ reason }) => reason === "missing")).toBe(true);
    expect(missing.reduce((sum, { count }) => sum + count, 0)).toBe(expected.plate.planes_missing);
    const { physical } = expected.scenes[0]!;
    expect(scenes[0]!.scale.slice(3)).toEqual([physical.y, physical.x]);
    expect(scenes[0]!.channels.map(({ name }) => name)).toEqual(["DAPI", "FITC", "Texas Red", "Cy5"]);
    reader.close();
  });
});
