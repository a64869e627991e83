import type { PlateDescription, PlateField } from "../../model/image.ts";
import { baseName, folderOf } from "../../model/paths.ts";
import type { HierarchyPlan } from "../plan.ts";

/** Groups with their attributes, the root last. */
type Groups = HierarchyPlan["groups"];

/** A field of a plate that becomes an image: the path of that (row, column, number), and its place among all images of the store. */
export type PlacedField = PlateField & { path: string; image: number };

/** Of the bioformats2raw layout (NGFF, "bioformats2raw.layout"): the images' paths in their order. */
export function seriesGroups(version: "0.4" | "0.5", paths: readonly string[]): Groups {
  return [omeGroup(version, paths), { path: "", attributes: ngffAttributes(version, { "bioformats2raw.layout": 3 }) }];
}

/** Of the labels of images (NGFF, "labels"): a group beside each image that has some. `paths`: of the labels ("labels/cells", "B/2/0/labels/cells"). */
export function labelGroups(version: "0.4" | "0.5", paths: readonly string[]): Groups {
  const names = new Map<string, string[]>();
  for (const path of paths) {
    const folder = folderOf(path);
    names.set(folder, [...(names.get(folder) ?? []), baseName(path)]);
  }
  return [...names].map(([path, labels]) => ({ path, attributes: ngffAttributes(version, { labels }) }));
}

/**
 * Of a plate (NGFF, "plate" and "well"): a group for each row and well that has images, the bioformats2raw layout beside the plate, so that the
 * OME-XML is found. `fields`: in the order of the images.
 */
export function plateGroups(version: "0.4" | "0.5", plate: PlateDescription, fields: readonly PlacedField[]): Groups {
  const { rows, columns } = plate;
  const wells = fieldsByWell(fields);
  const acquisitions = acquisitionsOf(plate, fields);
  const entries = [...wells].map(([path, inWell]) => {
    const { row, column } = inWell[0]!;
    return { path, rowIndex: row, columnIndex: column };
  });
  const described = {
    // NGFF 0.5 has the version once for a group; its text asks for it in a plate, too.
    version,
    name: plate.name,
    field_count: mostInWell(fields),
    rows: rows.map((name) => ({ name })),
    columns: columns.map((name) => ({ name })),
    ...(acquisitions.length === 0 ? {} : { acquisitions }),
    wells: entries,
  };
  return [
    ...[...new Set(fields.map(({ row }) => rows[row]!))].map((path) => ({ path, attributes: null })),
    ...[...wells].map(([path, inWell]) => ({
      path,
      attributes: ngffAttributes(version, { well: wellOf(version, inWell, acquisitions.length > 0) }),
    })),
    omeGroup(
      version,
      fields.map(({ path }) => path),
    ),
    { path: "", attributes: ngffAttributes(version, { plate: described, "bioformats2raw.layout": 3 }) },
  ];
}

/** Fields by the path of their well, in their order. */
export function fieldsByWell(fields: readonly PlacedField[]): Map<string, PlacedField[]> {
  const wells = new Map<string, PlacedField[]>();
  for (const field of fields) {
    const path = folderOf(field.path);
    const others = wells.get(path);
    if (others === undefined) wells.set(path, [field]);
    else others.push(field);
  }
  return wells;
}

function mostInWell(fields: readonly PlacedField[]): number {
  return [...fieldsByWell(fields).values()].reduce((most, { length }) => Math.max(most, length), 0);
}

/** Acquisitions are told where each image is known to belong to one. */
function acquisitionsOf(
  { acquisitions }: PlateDescription,
  fields: readonly PlacedField[],
): { id: number; name: string; maximumfieldcount: number }[] {
  if (fields.some(({ acquisition }) => acquisition === null)) return [];
  return acquisitions.flatMap(({ id, name }) => {
    const own = fields.filter(({ acquisition }) => acquisition === id);
    return own.length === 0 ? [] : [{ id, name, maximumfieldcount: mostInWell(own) }];
  });
}

function wellOf(
  version: "0.4" | "0.5",
  fields: readonly PlacedField[],
  hasAcquisitions: boolean,
): Record<string, unknown> {
  const images = fields.map(({ path, acquisition }) => ({
    path: baseName(path),
    ...(hasAcquisitions ? { acquisition } : {}),
  }));
  return { version, images };
}

function omeGroup(version: "0.4" | "0.5", series: readonly string[]): Groups[number] {
  return { path: "OME", attributes: ngffAttributes(version, { series: [...series] }) };
}

function ngffAttributes(version: "0.4" | "0.5", ngff: Record<string, unknown>): Record<string, unknown> {
  return version === "0.4" ? ngff : { ome: { version, ...ngff } };
}
