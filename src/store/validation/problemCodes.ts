/** `error`: a MUST of the specification is broken, or pixels cannot be had; `warning`: a SHOULD, or implausible; `information`: said, no fault. */
export type Severity = "error" | "warning" | "information";

type ProblemKind = {
  severity: Severity;
  /** What it means, for the table of codes. */
  meaning: string;
  /** What to do. */
  advice: string;
  /** True: files are missing or broken, so that the store is damaged; otherwise its metadata say something wrong. */
  damage?: true;
};

const COPY = "Copy the store again from where it is whole, or convert the image again.";
const WRITER = "Correct the metadata, or tell the maker of the program that wrote it.";
const CONVERT = "Convert the image again with a program that writes this version.";

/**
 * Everything that can be found in a store. The codes are stable: scripts may rely on them. From this table comes `docs/validation.md`.
 * The rules are those of NGFF 0.4 and 0.5 (texts and JSON schemas), of Zarr v2 and v3, and what goes beyond them.
 */
export const PROBLEM_KINDS = {
  // The store as files.
  "not-a-store": {
    severity: "error",
    meaning: "The folder is no Zarr group.",
    advice: "Choose the folder that holds zarr.json or .zgroup itself.",
  },
  "store-incomplete": {
    severity: "error",
    meaning: "A conversion into this store has begun and not ended.",
    advice: "Run the same conversion again: it goes on where it stopped.",
  },
  "metadata-damaged": {
    severity: "error",
    meaning: "A metadata file is empty, cut off, no JSON, or not what its name says.",
    advice: COPY,
    damage: true,
  },
  "group-missing": {
    severity: "error",
    meaning: "A folder between the root and an image is no Zarr group.",
    advice: `${COPY} If that folder never was a group, write its zarr.json or .zgroup.`,
    damage: true,
  },
  "image-missing": {
    severity: "error",
    meaning: "An image, label image, well or field that the metadata name is not there.",
    advice: COPY,
    damage: true,
  },
  "no-image": {
    severity: "error",
    meaning: "The group says of nothing in it that it is an image.",
    advice: "Choose the folder of the image itself, or write its multiscales metadata.",
    damage: true,
  },
  "path-outside": {
    severity: "error",
    meaning: "A path in the metadata is no path inside the store.",
    advice: WRITER,
  },
  "formats-mixed": {
    severity: "error",
    meaning: "A part of the store has another Zarr format than its root.",
    advice: "Convert the image again as a whole.",
  },
  "formats-both": {
    severity: "warning",
    meaning: "A folder has the metadata of both Zarr formats: programs may read one or the other.",
    advice: "Remove the metadata files of the format that the store does not have.",
  },
  "consolidated-differs": {
    severity: "warning",
    meaning: "The copy of all metadata in one place says other things than the files: programs read one or the other.",
    advice: "Put the metadata together again (zarr.consolidate_metadata), or remove the copy.",
  },
  "beyond-limits": {
    severity: "error",
    meaning: "Something is larger than anything that is checked here.",
    advice: "Smaller chunks, shards and metadata are read by more programs; convert the image again with such.",
  },
  "stray-file": {
    severity: "warning",
    meaning: "A file belongs to nothing that the metadata name.",
    advice: "Look what it is; if nothing needs it, remove it.",
  },
  // Versions.
  "version-missing": {
    severity: "error",
    meaning: "NGFF 0.5: a group with metadata does not say their version.",
    advice: 'Write "version": "0.5" under "ome".',
  },
  "version-unsaid": {
    severity: "warning",
    meaning: "NGFF 0.4: the metadata should say their version.",
    advice: 'Write "version": "0.4" there.',
  },
  "version-wrong": {
    severity: "error",
    meaning:
      "The version is not the one that goes with the Zarr format (0.4 with v2, 0.5 with v3), or differs inside the store.",
    advice: CONVERT,
  },
  "version-unchecked": {
    severity: "information",
    meaning: "NGFF 0.6: a draft whose rules are not checked here. Arrays and chunks are.",
    advice: "Nothing, if the programs that you use read this version.",
  },
  "ome-missing": {
    severity: "error",
    meaning: "NGFF 0.5 keeps its metadata under “ome”; there is none, or it is in a Zarr v2 store.",
    advice: CONVERT,
  },
  // Multiscale images.
  "multiscales-missing": {
    severity: "error",
    meaning: "A group that has to be an image has no list of multiscale images.",
    advice: WRITER,
    damage: true,
  },
  "multiscales-several": {
    severity: "warning",
    meaning: "A group holds several multiscale images: most programs show the first only.",
    advice: "Keep each image in a group of its own.",
  },
  "multiscales-repeated": {
    severity: "error",
    meaning: "The same multiscale image stands twice in a group.",
    advice: "Remove one of them.",
  },
  "name-missing": {
    severity: "warning",
    meaning: "An image should have a name.",
    advice: "Give it one: programs show it to people.",
  },
  "axes-missing": {
    severity: "error",
    meaning: "The axes have to be a list of objects with names.",
    advice: WRITER,
  },
  "axes-wrong": {
    severity: "error",
    meaning:
      "There have to be 2 to 5 axes of different names, 2 or 3 of them space, at most one time and at most one other.",
    advice: WRITER,
  },
  "axes-order": {
    severity: "error",
    meaning: "The axes have to be in the order time, channel or other, space.",
    advice: "Store the image with its axes in that order.",
  },
  "axes-space-order": {
    severity: "warning",
    meaning: "The axes of space should be z, y, x in this order.",
    advice: "Programs that go by position show the image turned; store it in that order.",
  },
  "axis-type-missing": {
    severity: "warning",
    meaning: "An axis should say what it is: space, time or channel.",
    advice: WRITER,
  },
  "unit-missing": {
    severity: "information",
    meaning: "An axis of space or time has no unit: how large things are is not known.",
    advice: "Write the unit, such as micrometer or second, and the size of a pixel if they are known.",
  },
  "unit-unknown": {
    severity: "warning",
    meaning: "A unit is not among the names that NGFF lists.",
    advice: "Write the full name, such as micrometer instead of µm.",
  },
  "levels-missing": {
    severity: "error",
    meaning: "An image names no levels, or a level names no array.",
    advice: WRITER,
    damage: true,
  },
  "level-repeated": {
    severity: "warning",
    meaning: "Two levels are the same array.",
    advice: WRITER,
  },
  "transformations-wrong": {
    severity: "error",
    meaning: "Each level needs exactly one scale, then at most one translation, with a number for each axis.",
    advice: WRITER,
  },
  "scale-not-positive": {
    severity: "error",
    meaning: "A scale is zero or negative.",
    advice: "Write the size of a pixel; 1 where it is not known.",
  },
  "scale-not-growing": {
    severity: "error",
    meaning: "A smaller level has no larger scale: it would be shown at another size than the one before it.",
    advice: "Multiply each level's scale with the factor by which it is smaller.",
  },
  "scale-misfit": {
    severity: "warning",
    meaning: "The scale of a level does not fit its size.",
    advice: "Multiply each level's scale with the factor by which it is smaller.",
  },
  "shape-grows": {
    severity: "error",
    meaning: "A level is larger than the one before it.",
    advice: "List the levels from the largest to the smallest.",
  },
  // Arrays.
  "array-missing": {
    severity: "error",
    meaning: "The array of a level is not there.",
    advice: COPY,
    damage: true,
  },
  "array-damaged": {
    severity: "error",
    meaning: "The metadata of an array contradict themselves or the Zarr specification.",
    advice: COPY,
    damage: true,
  },
  "array-unreadable": {
    severity: "error",
    meaning: "An array uses a type of values or a compression that is not known here: its chunks were not checked.",
    advice: "Check that the name is not misspelled; otherwise read the store with the program that wrote it.",
  },
  "array-axes": {
    severity: "error",
    meaning: "An array has another number of axes than its image.",
    advice: WRITER,
  },
  "array-type-differs": {
    severity: "warning",
    meaning: "The levels of an image have different types of values.",
    advice: "Convert the image again with one type for all levels.",
  },
  "dimension-names": {
    severity: "error",
    meaning: "NGFF 0.5: the dimension_names of an array are not the names of its image's axes.",
    advice: "Write the names of the axes there, in their order.",
  },
  "dimension-separator": {
    severity: "error",
    meaning: "NGFF 0.4: chunks have to lie in nested folders (dimension_separator “/”).",
    advice: CONVERT,
  },
  // Rendering settings.
  "omero-damaged": {
    severity: "error",
    meaning: "The omero metadata have no list of channels, or a channel is no object.",
    advice: WRITER,
  },
  "channel-count": {
    severity: "error",
    meaning: "The omero metadata describe another number of channels than the image has.",
    advice: WRITER,
  },
  "channel-color": {
    severity: "error",
    meaning: "A colour is not six hexadecimal digits without “#”.",
    advice: "Write it as RRGGBB, such as 00FF00.",
  },
  "window-missing": {
    severity: "error",
    meaning: "A channel's window has to have the numbers min, max, start and end.",
    advice: WRITER,
  },
  "window-order": {
    severity: "warning",
    meaning: "A window is empty, upside down or outside of its own limits.",
    advice: "Write min ≤ start < end ≤ max.",
  },
  "window-type": {
    severity: "warning",
    meaning: "A window reaches beyond what the type of the values can hold.",
    advice: "Set the window to the values of the data.",
  },
  "window-data": {
    severity: "warning",
    meaning: "Pixels that were looked at lie outside of their channel's window.min and window.max.",
    advice: "Set min and max to the smallest and largest value of the channel.",
  },
  "rendering-wrong": {
    severity: "warning",
    meaning: "The rendering settings (rdefs) name a model or a plane that there is not.",
    advice: WRITER,
  },
  // Label images.
  "labels-damaged": {
    severity: "error",
    meaning: "The group labels has no list of paths.",
    advice: WRITER,
  },
  "label-unsaid": {
    severity: "warning",
    meaning: "A label image should have image-label metadata.",
    advice: "Write image-label, empty if there is nothing to say.",
  },
  "label-colors": {
    severity: "error",
    meaning:
      "The colours of labels have to be a list of different whole label values, each with four whole numbers from 0 to 255.",
    advice: WRITER,
  },
  "label-colors-missing": {
    severity: "warning",
    meaning: "A label image should say the colours of its labels.",
    advice: "Write them; otherwise each program chooses its own.",
  },
  "label-properties": {
    severity: "error",
    meaning: "The properties of labels have to be a list of objects with different whole label values.",
    advice: WRITER,
  },
  "label-source": {
    severity: "warning",
    meaning: "The image that a label image says it belongs to is not there.",
    advice: "Write the path from the label image to its image, ../../ as a rule.",
  },
  "label-type": {
    severity: "error",
    meaning: "The values of a label image have to be whole numbers.",
    advice: "Store the labels with an integer type.",
  },
  "label-levels": {
    severity: "error",
    meaning: "A label image has another number of levels than its image.",
    advice: "Give it as many levels as the image has.",
  },
  "label-shape": {
    severity: "error",
    meaning: "An axis of a label image is as long as neither its image's nor 1.",
    advice: "Store the labels on the image's pixel grid.",
  },
  // Plates and wells.
  "plate-damaged": {
    severity: "error",
    meaning: "Rows, columns or wells of a plate are missing, repeated, or not named by letters and digits.",
    advice: WRITER,
  },
  "plate-unsaid": {
    severity: "warning",
    meaning: "A plate or one of its acquisitions should have a name and say how many fields it has.",
    advice: WRITER,
  },
  "plate-case": {
    severity: "warning",
    meaning: "Two rows or columns differ in upper and lower case only: some file systems cannot tell them apart.",
    advice: "Rename one of them.",
  },
  "plate-fields": {
    severity: "error",
    meaning: "A count of fields is no whole number above zero.",
    advice: WRITER,
  },
  "plate-acquisition": {
    severity: "error",
    meaning:
      "An acquisition has no id that is a whole number from 0 on, the id of another one, or times that are no seconds since 1970.",
    advice: WRITER,
  },
  "well-place": {
    severity: "error",
    meaning: "The path of a well is not that of its row and column, or two wells have the same one.",
    advice: WRITER,
  },
  "well-damaged": {
    severity: "error",
    meaning: "A well has no list of different images with paths of letters and digits.",
    advice: WRITER,
  },
  "well-acquisition": {
    severity: "error",
    meaning: "An image of a well does not say which of the plate's acquisitions it belongs to, or names none of them.",
    advice: WRITER,
  },
  "well-fields": {
    severity: "warning",
    meaning: "A well has more images than the plate says that a well can have.",
    advice: WRITER,
  },
  // Series (bioformats2raw layout).
  "layout-wrong": {
    severity: "error",
    meaning: "bioformats2raw.layout has to be 3.",
    advice: CONVERT,
  },
  "series-damaged": {
    severity: "error",
    meaning: "The list of series is no list of paths.",
    advice: WRITER,
  },
  "series-count": {
    severity: "error",
    meaning: "The OME-XML describes another number of images than the store has.",
    advice: WRITER,
  },
  "ome-xml-missing": {
    severity: "warning",
    meaning: "A store of several images should have OME/METADATA.ome.xml: some programs need it to find them.",
    advice: "Convert the images again with their OME-XML.",
  },
  "ome-xml-damaged": {
    severity: "error",
    meaning: "OME/METADATA.ome.xml is no OME-XML, or says that pixels are in it or in other files.",
    advice: WRITER,
  },
  // Chunks.
  "chunks-absent": {
    severity: "information",
    meaning:
      "Chunks have no file: they read as the fill value. Writers leave out what is empty; a lost file looks the same.",
    advice: "Compare the number with that of the original store, or check with a manifest.",
  },
  "level-empty": {
    severity: "warning",
    meaning: "A level has no chunk at all, and another level of its image has: its files may have been lost.",
    advice: COPY,
  },
  "chunk-empty": {
    severity: "error",
    meaning: "A chunk or shard file has no bytes.",
    advice: COPY,
    damage: true,
  },
  "chunk-damaged": {
    severity: "error",
    meaning: "A chunk cannot be decoded: it is damaged or cut off.",
    advice: COPY,
    damage: true,
  },
  "chunks-contradict": {
    severity: "error",
    meaning:
      "None of an array's chunks holds what its metadata say: shape, type or compression is not the one they were written with.",
    advice: `Correct the metadata if they were edited. ${COPY}`,
    damage: true,
  },
  "chunk-outside": {
    severity: "error",
    meaning: "A chunk lies outside of the array's shape: no program shows it.",
    advice: "Correct the shape if it was edited; otherwise remove the file.",
    damage: true,
  },
  "chunk-name": {
    severity: "error",
    meaning: "A chunk file is named in another way than the metadata say: no program finds it.",
    advice: "Correct the separator or encoding of chunk keys in the metadata.",
    damage: true,
  },
  "shard-short": {
    severity: "error",
    meaning: "A shard is too short to have an index.",
    advice: COPY,
    damage: true,
  },
  "shard-index": {
    severity: "error",
    meaning: "The checksum of a shard's index is wrong.",
    advice: COPY,
    damage: true,
  },
  "shard-range": {
    severity: "error",
    meaning: "A shard's index says that a chunk lies outside of the shard or where its index or another chunk is.",
    advice: COPY,
    damage: true,
  },
  // Manifests.
  "manifest-damaged": {
    severity: "error",
    meaning: "The manifest cannot be read, or is none.",
    advice: "Take the manifest that was written beside this store.",
  },
  "manifest-file-missing": {
    severity: "error",
    meaning: "A file of the manifest is not in the store.",
    advice: COPY,
    damage: true,
  },
  "manifest-file-differs": {
    severity: "error",
    meaning: "A file is not the one that was written: its SHA-256 is another.",
    advice: COPY,
    damage: true,
  },
  "manifest-file-unlisted": {
    severity: "error",
    meaning: "A file of the store is not in the manifest.",
    advice: "Look what it is; it came after the store was written.",
  },
  "manifest-chunk-differs": {
    severity: "error",
    meaning: "The pixels of a chunk are not those that were written: their CRC-32C is another, or the chunk is absent.",
    advice: COPY,
    damage: true,
  },
} as const satisfies Record<string, ProblemKind>;

/** The code of a kind of problem; `docs/validation.md` lists them. */
export type ProblemCode = keyof typeof PROBLEM_KINDS;

/** What a code means; the table's entries have narrower types each. */
export function problemKind(code: ProblemCode): ProblemKind {
  return PROBLEM_KINDS[code];
}
