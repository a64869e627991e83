import { cpSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("./viewedImage.ts").Aspect} Aspect */
/** @typedef {import("./ngffAttributes.ts").NgffAttributes} NgffAttributes */
/** @typedef {import("./ngffAttributes.ts").OmeroChannel} OmeroChannel */

/**
 * What is edited of an image's attributes: the axes, the second channel, and where the second level lies.
 *
 * @typedef {{
 *   axes: NgffAttributes["multiscales"][number]["axes"];
 *   channel: OmeroChannel;
 *   scale: number[];
 *   translation: number[];
 * }} Parts
 */

/**
 * Edits of metadata, each with the aspect in which it must be seen.
 *
 * @type {{ name: string; aspect: Aspect; edit: (parts: Parts) => void }[]}
 */
const EDITS = [
  { name: "another label", aspect: "names", edit: ({ channel }) => void (channel.label = "Dye Z") },
  { name: "another colour", aspect: "colours", edit: ({ channel }) => void (channel.color = "123456") },
  {
    name: "another window",
    aspect: "windows",
    edit: ({ channel }) => void (channel.window = { min: 0, max: 65_535, start: 1, end: 65_534 }),
  },
  { name: "another scale", aspect: "scales", edit: ({ scale }) => void scale.splice(3, 1, 1.01) },
  {
    name: "another translation",
    aspect: "translations",
    edit: ({ translation }) => void translation.splice(4, 1, 0.13),
  },
  {
    name: "another unit",
    aspect: "scales",
    edit: ({ axes }) => {
      for (const axis of axes) if (axis.unit === "micrometer") axis.unit = "nanometer";
    },
  },
  { name: "axes in another order", aspect: "axes", edit: ({ axes }) => void axes.unshift(...axes.splice(1, 1)) },
];

/**
 * Copies a store of five axes once for each kind of damage that a comparison must see, one of them two chunks that have changed
 * their places.
 *
 * @param {string} store
 * @param {string} folder where the copies are made
 * @param {2 | 3} zarrFormat
 * @returns {{ name: string; aspect: Aspect; folder: string }[]} the copies' folders
 */
export function makeMutants(store, folder, zarrFormat) {
  /** @param {string} name */
  const copyFor = (name) => {
    const copy = join(folder, name.replaceAll(" ", "-"), "mutant.ome.zarr");
    cpSync(store, copy, { recursive: true });
    return copy;
  };
  const exchanged = copyFor("exchanged chunks");
  exchangeChunks(exchanged, zarrFormat);
  const edited = EDITS.map(({ name, aspect, edit }) => {
    const copy = copyFor(name);
    editAttributes(copy, zarrFormat, edit);
    return { name, aspect, folder: copy };
  });
  return [{ name: "exchanged chunks", aspect: "pixels", folder: exchanged }, ...edited];
}

/** The first chunks (or shards) of two channels of the second level. @param {string} store @param {2 | 3} zarrFormat */
function exchangeChunks(store, zarrFormat) {
  const chunks = join(store, "1", zarrFormat === 2 ? "" : "c");
  const aside = join(store, "aside");
  renameSync(join(chunks, "0/0/0/0/0"), aside);
  renameSync(join(chunks, "0/1/0/0/0"), join(chunks, "0/0/0/0/0"));
  renameSync(aside, join(chunks, "0/1/0/0/0"));
}

/** @param {string} store @param {2 | 3} zarrFormat @param {(parts: Parts) => void} edit */
function editAttributes(store, zarrFormat, edit) {
  const file = join(store, zarrFormat === 2 ? ".zattrs" : "zarr.json");
  const document = JSON.parse(readFileSync(file, "utf8"));
  const before = JSON.stringify(document);
  edit(partsOf(zarrFormat === 2 ? document : document.attributes.ome));
  const after = JSON.stringify(document);
  if (after === before) throw new Error(`an edit that changes nothing in ${file}`);
  writeFileSync(file, after);
}

/** @param {NgffAttributes} attributes @returns {Parts} */
function partsOf({ multiscales, omero }) {
  const channel = omero?.channels[1];
  const [multiscale] = multiscales;
  const transformations = multiscale?.datasets[1]?.coordinateTransformations ?? [];
  const scale = transformations.find(({ type }) => type === "scale")?.scale;
  const translation = transformations.find(({ type }) => type === "translation")?.translation;
  if (multiscale === undefined || channel === undefined || scale === undefined || translation === undefined) {
    throw new Error("not an image with two channels and two levels");
  }
  return { axes: multiscale.axes, channel, scale, translation };
}
