import type { PlateDescription } from "../../model/image.ts";
import { fieldsByWell, type PlacedField } from "./hierarchyGroups.ts";
import { xmlAttributes } from "./xmlText.ts";

/** The element `Plate` of OME-XML (2016-06): which image belongs to which well. `fields`: in the order of the images. */
export function plateXml(plate: PlateDescription, fields: readonly PlacedField[]): string {
  const texts = [...fieldsByWell(fields).values()].map((inWell, number) => {
    const { row, column } = inWell[0]!;
    const samples = inWell.map(
      ({ image }) =>
        `<WellSample ID="WellSample:0:${number}:${image}" Index="${image}"><ImageRef ID="Image:${image}"/></WellSample>`,
    );
    return `<Well ID="Well:0:${number}" Column="${column}" Row="${row}">${samples.join("")}</Well>`;
  });
  const about = xmlAttributes({ Name: plate.name, Rows: plate.rows.length, Columns: plate.columns.length });
  return `<Plate ID="Plate:0"${about}>${texts.join("")}</Plate>`;
}
