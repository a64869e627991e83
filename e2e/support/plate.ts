import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { metaSeries } from "../../testing/formats/imagexpressFiles.ts";
import { planeTiff } from "../../testing/formats/plateFiles.ts";

const ROWS = ["B", "C", "D", "E"];
const COLUMNS = ["02", "03", "04", "05", "06"];

/** A plate as MetaXpress writes one, of 20 wells with two sites and two wavelengths; a picture of C03 is gone. */
export function writePlate(folder: string): string {
  const plate = join(folder, "screen");
  const time = join(plate, "TimePoint_1");
  mkdirSync(time, { recursive: true });
  let number = 0;
  for (const row of ROWS) {
    for (const column of COLUMNS) {
      for (const site of [1, 2]) {
        for (const wave of [1, 2]) {
          const name = `screen_${row}${column}_s${site}_w${wave}`;
          const description = metaSeries(`TimePoint_1/${name}`);
          const bytes = planeTiff([(number += 7)], { width: 48, height: 48, description });
          if (name !== "screen_C03_s2_w2") writeFileSync(join(time, `${name}.TIF`), bytes);
        }
      }
    }
  }
  return plate;
}
