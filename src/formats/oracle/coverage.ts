import type { Carried } from "./carriedFacts.ts";

/** What a format's reader does, for the documentation. Checked: every format has an entry, and samples carry what it says and no more. */
export type Coverage = {
  /** Ids in the registry that share this entry. */
  formats: readonly string[];
  /** Kinds of files and features that are read. */
  read: readonly string[];
  carried: readonly Carried[];
  /** Among `carried`, what no sample shows: the format's own tests do. */
  untested?: readonly Carried[];
  /** What is refused or left out. */
  notRead: readonly string[];
};

export const COVERAGE: readonly Coverage[] = [
  {
    formats: ["tiff", "ome-companion"],
    read: [
      "TIFF and BigTIFF, both byte orders; strips, tiles, volumetric tiles; planar and interleaved samples; 1 to 64 bits, integers, floats, complex numbers",
      "OME-TIFF: one file, sets of files (by UUID, or with a companion file), several images, sub-resolutions, older pyramids of pages",
      "ImageJ hyperstacks (also the contiguous ones beyond 4 GB), tifffile's own arrays, MetaMorph STK, Zeiss LSM, Aperio SVS, stacks of pages",
      "uncompressed, PackBits, LZW, deflate, Zstandard, LZMA, JPEG, JPEG 2000, JPEG XR, JPEG XL, WebP, PNG, LERC; horizontal and floating-point predictors",
    ],
    carried: [
      "channelNames",
      "channelColours",
      "displayWindows",
      "pixelSize",
      "zStep",
      "timeStep",
      "position",
      "date",
      "significantBits",
      "levels",
      "scenes",
      "facts",
      "omeXml",
    ],
    notRead: [
      "old-style JPEG, CCITT fax, JBIG, ThunderScan and camera raw compressions; subsampled colours without JPEG",
      "palettes are kept as indices: the table of colours is not applied",
      "pieces of a set that are missing are named and nothing is guessed",
    ],
  },
  {
    formats: ["ome-zarr"],
    read: [
      "OME-Zarr 0.4 and 0.5 as a folder or a zip archive (.zip, .ozx; stored or deflated, the store at the top or one folder down)",
      "Zarr v2 and v3; blosc, zstd, lz4, gzip, zlib, crc32c, transpose, bytes; sharding with the index at either end; both byte orders; missing chunks",
      "plates (a scene per field), bioformats2raw series, label images",
    ],
    carried: ["channelNames", "channelColours", "displayWindows", "pixelSize", "zStep", "timeStep", "levels", "facts"],
    notRead: ["codecs beyond those named; data types that are not numbers"],
  },
  {
    formats: ["czi"],
    read: [
      "scenes, mosaics (put together by stage position in ascending tile order, or a scene per tile), pyramids, all dimensions (T C Z S H V B R I M)",
      "Gray8, Gray16, Gray32 float, Bgr24, Bgr48 and the other pixel types of the specification; samples come as R, G, B",
      "uncompressed, Zstandard 0 and 1 (with and without byte packing), JPEG XR, JPEG, LZW; sets of several files; files whose directory was never written",
    ],
    carried: [
      "channelNames",
      "channelColours",
      "displayWindows",
      "emission",
      "pixelSize",
      "zStep",
      "timeStep",
      "position",
      "date",
      "significantBits",
      "levels",
      "scenes",
      "facts",
      "attachments",
    ],
    notRead: ["attachments (thumbnails, event lists) are named, not converted", "point-localisation tables"],
  },
  {
    formats: ["nd2"],
    read: [
      "ND2 of version 2 and 3 (chunk map, or a scan where it is damaged): uncompressed and zlib frames, padded rows, all nestings of time, position and focus loops; a scene per position",
      "files before 2010 (JPEG 2000 boxes)",
    ],
    carried: [
      "channelNames",
      "channelColours",
      "displayWindows",
      "emission",
      "pixelSize",
      "zStep",
      "timeStep",
      "position",
      "date",
      "significantBits",
      "scenes",
      "facts",
    ],
    untested: ["scenes"],
    notRead: ["lossy compressed frames", "regions of interest, events and user data"],
  },
  {
    formats: ["dv"],
    read: ["DeltaVision and SoftWoRx files (.dv, .r3d): all plane orders, both byte orders, the extended header"],
    carried: ["channelNames", "displayWindows", "emission", "pixelSize", "zStep", "facts"],
    notRead: [],
  },
  {
    formats: ["png"],
    read: ["1 to 16 bits, gray, colour, palette (as colours), transparency, interlaced"],
    carried: ["facts"],
    notRead: ["animations: the still picture is read", "colour profiles are not applied"],
  },
  {
    formats: ["jpeg"],
    read: ["baseline, progressive and lossless JPEG of 8 bits, gray and colour, decoded as libjpeg-turbo does"],
    carried: ["facts"],
    notRead: ["EXIF orientation and colour profiles are not applied", "12 bits per sample"],
  },
  {
    formats: ["gif"],
    read: ["single pictures and animations, frames composed as shown"],
    carried: ["timeStep"],
    notRead: [],
  },
  {
    formats: ["bmp"],
    read: ["1 to 32 bits, palettes, bit masks, run-length coding"],
    carried: ["facts"],
    notRead: ["embedded JPEG and PNG"],
  },
  {
    formats: ["webp"],
    read: ["lossy, lossless and animated WebP"],
    carried: ["timeStep"],
    notRead: [],
  },
  {
    formats: ["jpeg2000"],
    read: ["JP2 files and bare codestreams, lossless and lossy, up to 16 bits"],
    carried: [],
    notRead: ["more than one codestream in a file"],
  },
  {
    formats: ["jpegxr"],
    read: ["8 and 16 bit integers, half and single floats, gray and colour, lossless and lossy"],
    carried: [],
    notRead: [],
  },
];
