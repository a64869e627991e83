import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasPlateSamples, oracleFields, oraclePlate, PLATE_SAMPLES } from "../../../testing/oracle/plateOracle.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const at = (folder: string, main: string) =>
  openImage({ kind: "node", folder: join(PLATE_SAMPLES, "operetta-phenix", folder), main }, never);

describe.skipIf(!hasPlateSamples)("plates of an Opera Phenix", () => {
  it.each(["Version1", "Version5"])("%s is what openreadout reads", async (version) => {
    const expected = oraclePlate(`operetta-phenix/${version}/images/Index.idx.xml`);
    const reader = await at(`${version}/images`, "Index.idx.xml");
    const { plate, scenes, notes } = reader.description;
    expect([plate!.name, plate!.rows.length, plate!.columns.length]).toEqual([
      expected.plate.id,
      expected.plate.rows,
      expected.plate.columns,
    ]);
    expect(await oracleFields(reader)).toEqual(
      expected.scenes.map(({ id, shape, dtype, sha256, channels, physical, extra }) => ({
        id,
        shape,
        dtype,
        sha256,
        channels,
        physical: { x: physical.x, y: physical.y },
        extra: {
          row_index: extra!.row_index,
          column_index: extra!.column_index,
          field: extra!.field,
          position_x_um: extra!.position_x_um,
          position_y_um: extra!.position_y_um,
          absent_planes: extra!.absent_planes,
        },
      })),
    );
    expect(scenes[0]).toMatchObject({ significantBits: null });
    expect(notes).toEqual([]);
    reader.close();
  });

  it("is the same image by its folder, and by the folder around it", async () => {
    const [index, folder, around] = await Promise.all([
      at("Version5/images", "Index.idx.xml"),
      at("Version5/images", ""),
      at("Version5", ""),
    ]);
    expect(folder.description.scenes).toEqual(index.description.scenes);
    expect(around.description.scenes).toEqual(index.description.scenes);
    expect([folder.description.name, around.description.name]).toEqual(["BR00122249", "BR00122249"]);
  });

  it("a plane that was dropped alone says whose its resolution is", async () => {
    const { description } = await at("Version5/images", "r01c01f01p01-ch1sk1fk1fl1.tiff");
    expect(description.notes.join(" ")).toContain("its resolution is the camera's");
  });

  it("Version7 without its images says which are missing", async () => {
    await expect(at("Version7/images", "Index.xml")).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: Array.from({ length: 7 }, (_, channel) => `r01c01f01p01-ch${channel + 1}sk1fk1fl1.tiff`) },
    });
  });
});
