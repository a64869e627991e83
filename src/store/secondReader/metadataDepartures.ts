import { ZarrdropError } from "../../model/errors.ts";
import type { HierarchyPlan, LevelPlan, OutputPlan } from "../../plan/plan.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { sortedKeys } from "../jsonFile.ts";
import type { ArrayView } from "./arrayView.ts";
import { NOT_AS_PLANNED, type Stranger } from "./stranger.ts";

/**
 * Throws the first of all departures.
 * @throws `corrupt`
 */
export function refuseDepartures(output: OutputPlan, stranger: Stranger, storage: readonly string[]): void {
  const [first] = [...metadataDepartures(output, stranger), ...storage];
  if (first !== undefined) throw new ZarrdropError("corrupt", first, { ...NOT_AS_PLANNED, file: output.storeName });
}

/**
 * Throws where a group of a hierarchy says something else than was planned; `stated`: its attributes as another reader finds them.
 * @throws `corrupt`
 */
export function refuseGroupDepartures(
  storeName: string,
  { path, attributes }: HierarchyPlan["groups"][number],
  stated: Record<string, unknown>,
): void {
  if (isSame(stated, attributes ?? {})) return;
  const group = path === "" ? "the store" : `the group ${path}`;
  throw new ZarrdropError("corrupt", `The attributes of ${group} are not those that were planned.`, {
    ...NOT_AS_PLANNED,
    file: storeName,
  });
}

/**
 * What a store's metadata say otherwise than the plan, as sentences; pixels alone cannot tell: names, types and order of axes,
 * levels with their places, shapes, types of the same size, the fill value. An append keeps the metadata of an image that was
 * there: of it only what decides how pixels are read is compared.
 */
export function metadataDepartures(output: OutputPlan, stranger: Stranger): string[] {
  const found: string[] = [];
  const compare = (what: string, stated: unknown, planned: unknown): void => {
    if (isSame(stated, planned)) return;
    found.push(`The store says of its ${what}: ${textOf(stated)}; planned was ${textOf(planned)}.`);
  };
  const { multiscale, paths, levels } = stranger;
  const axes = objects(multiscale.axes);
  compare(
    "axes",
    axes.map(({ name }) => name),
    output.axes.map(({ name }) => name),
  );
  compare(
    "levels",
    paths,
    output.levels.map(({ path }) => path),
  );
  if (!output.time.append) {
    compare("axes' types and units", axes, output.axes.map(axisEntry));
    compare(
      "levels' places",
      objects(multiscale.datasets).map(({ coordinateTransformations }) => coordinateTransformations),
      output.levels.map(transformations),
    );
    compare(
      "place",
      multiscale.coordinateTransformations ?? null,
      output.metadata.rootTransform === null ? null : [output.metadata.rootTransform],
    );
  }
  output.levels.forEach((level, at) => {
    const array = levels[at];
    if (array === undefined) return;
    for (const [what, stated, planned] of arrayFacts(output, level, array))
      compare(`level ${level.path}, ${what}`, stated, planned);
  });
  return found;
}

function arrayFacts(output: OutputPlan, level: LevelPlan, array: ArrayView): [string, unknown, unknown][] {
  return [
    ["shape", array.shape, level.shape],
    ["chunk shape", array.chunkShape, level.chunkShape],
    ["data type", array.dtype, output.dtype],
    ["value where nothing is stored", array.fillsWithZero ? 0 : "something else", 0],
    // Zarr v2 has no place for them.
    ["names of axes", array.dimensionNames, output.zarrFormat === 2 ? null : output.axes.map(({ name }) => name)],
  ];
}

function axisEntry({ name, type, unit }: OutputPlan["axes"][number]): Record<string, unknown> {
  return { name, ...(type === null ? {} : { type }), ...(unit === null ? {} : { unit }) };
}

function transformations({ scale, translation }: LevelPlan): Record<string, unknown>[] {
  const entries: Record<string, unknown>[] = [{ type: "scale", scale }];
  return translation === null ? entries : [...entries, { type: "translation", translation }];
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map((entry) => (isObject(entry) ? entry : {})) : [];
}

function isSame(a: unknown, b: unknown): boolean {
  return textOf(a) === textOf(b);
}

function textOf(value: unknown): string {
  return JSON.stringify(sortedKeys(value));
}
