/**
 * The images of `npm run bench`, which bench/sources.py writes, the side of their planes, and of those of the small images of `--quick`.
 * `words`: what the command line is told besides; the page is told `choices`, label to option.
 *
 * @typedef {{ name: string, file: string, title: string, side: number, quickSide: number, words: string[], choices: Record<string, string> }} Shape
 */

/** @type {readonly Omit<Shape, "words" | "choices">[]} */
const PLAIN = [
  {
    name: "deflate",
    file: "deflate.ome.tif",
    title: "Benchmark image: uint16, deflate tiles",
    side: 2048,
    quickSide: 2048,
  },
  { name: "strips", file: "strips.ome.tif", title: "The same in strips, not compressed", side: 2048, quickSide: 2048 },
  { name: "lzw", file: "lzw.ome.tif", title: "The same in LZW tiles with predictor", side: 2048, quickSide: 2048 },
  { name: "slide", file: "slide.tif", title: "Slide: RGB in JPEG tiles", side: 30_000, quickSide: 8192 },
  { name: "time", file: "time.ome.tif", title: "Time series of 256 × 256", side: 256, quickSide: 256 },
  { name: "large", file: "large.ome.tif", title: "Large volume: uint16, deflate tiles", side: 2048, quickSide: 2048 },
  { name: "mosaic", file: "mosaic.czi", title: "CZI mosaic, zstd tiles", side: 12_288, quickSide: 4096 },
];

/** @type {readonly Shape[]} */
export const SHAPES = [
  ...PLAIN.map((shape) => ({ ...shape, words: [], choices: {} })),
  {
    name: "float",
    file: "float.ome.tif",
    title: "float32, levels by gaussian",
    side: 2048,
    quickSide: 2048,
    words: ["--downsample", "gaussian"],
    choices: { Resampling: "gaussian" },
  },
  {
    name: "labels",
    file: "labels.ome.tif",
    title: "Labels, levels by mode",
    side: 2048,
    quickSide: 2048,
    words: ["--downsample", "mode"],
    choices: { Resampling: "mode" },
  },
];

/**
 * Volumes like the benchmark image of twice as many planes each, by how much is in them: what a voxel costs is to be the same in all. The first
 * and the last are of `SHAPES`.
 *
 * @type {readonly { gibibytes: number, shape: Shape }[]}
 */
export const SIZES = [
  { gibibytes: 0.5, name: "deflate" },
  { gibibytes: 1, name: "volume-1" },
  { gibibytes: 2, name: "volume-2" },
  { gibibytes: 4, name: "large" },
].map(({ gibibytes, name }) => {
  const title = `Volume of ${gibibytes} GiB`;
  return {
    gibibytes,
    shape: { name, file: `${name}.ome.tif`, title, side: 2048, quickSide: 2048, words: [], choices: {} },
  };
});
