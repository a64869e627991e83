import type { ImageDescription, PlateDescription } from "../../model/image.ts";
import type { UnnamedDraft } from "../planningRules.ts";
import { settingError } from "../settings/settingError.ts";

/**
 * Where each image lies on the plate, by row, column and field: row, column, and its number in the well, counted from 0 over all fields that the
 * file has, so that a field keeps its place whichever are selected.
 * @throws `setting` for `layout` where the source is no plate
 */
export function onPlate<Draft extends UnnamedDraft>(
  description: ImageDescription,
  drafts: readonly Draft[],
): (Draft & { path: string })[] {
  const { fields, rows, columns } = plateOf(description);
  const inWell = new Map<string, number>();
  const order = (draft: Draft): number[] => {
    const { row, column, acquisition, field } = fields[draft.scene]!;
    return [row, column, acquisition ?? 0, field, draft.scene];
  };
  return drafts
    .toSorted((a, b) => compare(order(a), order(b)))
    .map((draft) => {
      const { row, column } = fields[draft.scene]!;
      const well = `${rows[row]}/${columns[column]}`;
      const number = inWell.get(well) ?? 0;
      inWell.set(well, number + 1);
      return { ...draft, path: `${well}/${number}` };
    });
}

/**
 * The plate of a source.
 * @throws `setting` for `layout` where it is none
 */
export function plateOf({ plate, formatName }: ImageDescription): PlateDescription {
  if (plate !== undefined) return plate;
  throw settingError(
    "layout",
    `The source (${formatName}) is no plate: nothing says which scene belongs to which well`,
    "Write it as a series, or as one store per scene.",
  );
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
