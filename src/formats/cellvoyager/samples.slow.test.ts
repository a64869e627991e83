import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasPlateSamples, oracleFields, oraclePlate, PLATE_SAMPLES } from "../../../testing/oracle/plateOracle.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const NAME = "CV8000-Minimal-DataSet-2C-3W-4S-FP2-stack";
const FOLDER = `${NAME}_20230918_135839/${NAME}`;
const at = (main: string) =>
  openImage({ kind: "node", folder: join(PLATE_SAMPLES, "cellvoyager", FOLDER), main }, never);

describe.skipIf(!hasPlateSamples)("a plate of a CV8000", () => {
  it("is what openreadout reads, without the channels that it has and nobody used", { timeout: 60_000 }, async () => {
    const expected = oraclePlate(`cellvoyager/${FOLDER}/${NAME}.wpi`);
    const reader = await at(`${NAME}.wpi`);
    const { plate, scenes, notes } = reader.description;
    expect([plate!.name, plate!.rows.length, plate!.columns.length]).toEqual([
      expected.plate.id,
      expected.plate.rows,
      expected.plate.columns,
    ]);
    // The pixels of this sample are all zero: Bio-Formats' two channels of four sections.
    const zeros = createHash("sha256")
      .update(new Uint8Array(2 * 4 * 2000 * 2000 * 2))
      .digest("hex");
    expect(await oracleFields(reader)).toEqual(
      expected.scenes.map(({ id, dtype, channels, physical: { x, y, z }, extra }) => ({
        id,
        shape: [1, 2, 4, 2000, 2000],
        dtype,
        sha256: zeros,
        channels: channels!.slice(0, 2),
        physical: { x, y, z },
        extra: {
          row_index: extra!.row_index,
          column_index: extra!.column_index,
          field: extra!.field,
          position_x_um: extra!.position_x_um,
          position_y_um: extra!.position_y_um,
          absent_planes: null,
        },
      })),
    );
    expect(notes).toEqual(["Channels of the settings that were not used are left out: 561, 640."]);
    expect(scenes[0]!.channels[1]).toEqual({
      name: "488",
      color: "00FFA1",
      window: null,
      emissionWavelengthNanometre: 525,
    });
    reader.close();
  });

  it("is the same image by each of its files and by its folder", async () => {
    const [first, ...others] = await Promise.all(
      [`${NAME}.wpi`, "MeasurementData.mlf", "MeasurementDetail.mrf", "Minimal-3C3W2S-FP2-stack.mes", ""].map(at),
    );
    for (const other of others) expect(other.description).toEqual(first!.description);
  });
});
