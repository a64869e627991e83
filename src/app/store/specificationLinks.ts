const ZARR = "https://zarr-specs.readthedocs.io/en/latest/v3/core/index.html";

/** Names in the metadata of an image that the NGFF specification has a section for. */
const NGFF_SECTIONS: Readonly<Record<string, string>> = {
  axes: "axes-md",
  coordinateTransformations: "trafo-md",
  multiscales: "multiscale-md",
  omero: "omero-md",
  labels: "labels-md",
  "image-label": "label-md",
  plate: "plate-md",
  well: "well-md",
  "bioformats2raw.layout": "bf2raw",
};

/** The same of Zarr v3, for arrays and groups. */
const ZARR_SECTIONS: Readonly<Record<string, string>> = {
  chunk_grid: `${ZARR}#chunk-grids`,
  chunk_key_encoding: `${ZARR}#chunk-key-encoding`,
  codecs: `${ZARR}#array-metadata`,
  data_type: `${ZARR}#array-metadata`,
  fill_value: `${ZARR}#array-metadata`,
};

/** Where the specification says what a name in a store's metadata means; null where it has no place of its own. */
export function specificationLink(name: string, ngffVersion: string | null): string | null {
  const section = Object.hasOwn(NGFF_SECTIONS, name) ? NGFF_SECTIONS[name] : undefined;
  if (section !== undefined) return `https://ngff.openmicroscopy.org/${ngffVersion ?? "latest"}/index.html#${section}`;
  return Object.hasOwn(ZARR_SECTIONS, name) ? ZARR_SECTIONS[name]! : null;
}
