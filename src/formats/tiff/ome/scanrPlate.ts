import type { PlateDescription } from "../../../model/image.ts";
import { plateOfWells, wellInName } from "../../shared/plate/wellNames.ts";

/**
 * The plate of ScanR's OME-XML (metadata.ome.xml beside the planes), which says in the names of images in which well each is: "Well 14,
 * Position 1 (B2)". Null where one of them does not. `name`: the plate's.
 * @throws `limit`
 */
export function scanrPlate(name: string, images: readonly string[]): PlateDescription | null {
  const wells = images.map((image) => {
    const [, position, well] = /^Well \d+, Position (\d{1,6}) \(([A-Z]{1,2}\d{1,2})\)$/.exec(image) ?? [];
    const place = well === undefined ? null : wellInName(well);
    return place === null ? null : { ...place, field: Number(position) };
  });
  return plateOfWells(name, { name, rows: 0, columns: 0 }, wells);
}
