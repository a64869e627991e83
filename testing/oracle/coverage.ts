import type { Carried } from "./carriedFacts.ts";

/** What a format's reader does, for the documentation. Checked: every format has an entry, and samples carry what it says and no more. */
export type Coverage = {
  /** Ids in the registry that share this entry. */
  formats: readonly string[];
  /** Ids in descriptions of such files, where they are not those of the registry. */
  kinds?: readonly string[];
  /** For what is not in the registry. */
  name?: string;
  /** Kinds of files and features that are read. */
  read: readonly string[];
  carried: readonly Carried[];
  /** Among `carried`, what no sample shows: the format's own tests do. */
  untested?: readonly Carried[];
  /** What is refused or left out. */
  notRead: readonly string[];
};

/** All formats, in the order of the documentation (`docs/formats.md`). */
export const COVERAGE: readonly Coverage[] = [
  {
    formats: ["tiff", "ome-companion", "ndtiff"],
    kinds: ["tiff", "ome-tiff"],
    read: [
      "TIFF and BigTIFF, both byte orders; strips, tiles, volumetric tiles; planar and interleaved samples; 1 to 64 bits, integers, floats, complex numbers",
      "OME-TIFF: one file, sets of files (by UUID, or with a companion file), several images, sub-resolutions, older pyramids of pages",
      "ImageJ hyperstacks (also the contiguous ones beyond 4 GB), tifffile's own arrays, MetaMorph STK, Zeiss LSM, Olympus FluoView, ScanImage, stacks of pages",
      "Micro-Manager: stacks as OME-TIFF, and NDTiff datasets of versions 2 and 3 by any of their files, their index or their folder",
      "slides with their levels: Aperio SVS, Hamamatsu NDPI (also beyond 4 GB, and pictures wider than a JPEG can be), PerkinElmer and Akoya QPTIFF, Leica SCN, Ventana BIF",
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
      "overlaps of the tiles of Ventana BIF are not put right",
      "pieces of a set that are missing are named and nothing is guessed",
    ],
  },
  {
    formats: ["ome-zarr"],
    read: [
      "OME-Zarr 0.4 and 0.5 as a folder or a zip archive (.zip, .ozx; stored or deflated, the store at the top or one folder down)",
      "Zarr v2 and v3; blosc, zstd, lz4, gzip, zlib, bzip2, LZMA; checksums (crc32c, crc32, adler32, fletcher32); shuffle, delta, fixedscaleoffset, quantize, bitround, astype, packbits, transpose; sharding with the index at either end; both byte orders; missing chunks",
      "plates (a scene per field), bioformats2raw series, label images",
    ],
    carried: ["channelNames", "channelColours", "displayWindows", "pixelSize", "zStep", "timeStep", "levels", "facts"],
    notRead: [
      "codecs beyond those named; data types that are not numbers",
      "attributes beyond those of NGFF; the layout of a plate stays only in the names of its scenes",
    ],
  },
  {
    formats: ["czi"],
    read: [
      "scenes, mosaics (put together by stage position in ascending tile order, or a scene per tile), pyramids, all dimensions (T C Z S H V B R I M)",
      "all pixel types of the specification (8 to 64 bits, floats, complex numbers, colour with and without alpha); samples come as R, G, B",
      "uncompressed, Zstandard 0 and 1 (with and without byte packing), JPEG XR, JPEG, LZW; sets of several files; files whose directory was never written",
      "scenes in wells of a sample carrier are the fields of a plate",
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
    notRead: [
      "attachments (thumbnails, event lists) are named, not converted",
      "focus positions and settings of the hardware beyond objective, wavelengths and exposure",
      "point-localisation tables",
    ],
  },
  {
    formats: ["nd2"],
    read: [
      "ND2 of version 2 and 3 (chunk map, or a scan where it is damaged): uncompressed and zlib frames, padded rows, all nestings of time, position and focus loops; a scene per position",
      "pictures of colour cameras; samples come as R, G, B (the file has blue first)",
      "files before 2010 (JPEG 2000 boxes)",
      "positions with the names of wells (B04, B04_0006) are the fields of a plate",
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
    notRead: [
      "frames that NIS-Elements compressed with loss",
      "regions of interest, events and user data; times and stage positions of single frames",
    ],
  },
  {
    formats: ["lif"],
    kinds: ["lif", "lof", "xlif", "xlef"],
    read: [
      "LIF of versions 1 and 2, LOF, and the XLEF, XLIF, XLCF and XLLF files that list images in files of their own; an image is a scene",
      "any order of the axes (x, y, z, t, wavelengths, excitation, rotations, …); tile scans put together by stage position, or a scene per tile; RGB",
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
    untested: ["emission", "significantBits"],
    notRead: [
      "raw lifetime (FLIM) data and regions of interest",
      "times of single frames; settings of lasers, detectors and filters",
    ],
  },
  {
    formats: ["sldy"],
    read: [
      "SlideBook 7 slides (.sldy with its .dir folder); a scene per image; NumPy files of planes or volumes per channel and time",
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
      "facts",
    ],
    untested: ["timeStep"],
    notRead: [
      "compressed pixels",
      "masks, regions of interest and annotations; stage positions of later planes and time points",
    ],
  },
  {
    formats: ["metamorph"],
    read: [
      "MetaMorph's .nd files, or a folder with one: TIFF files and stacks (.stk) by wavelength, stage position and time; a scene for each position; wavelengths without sections",
    ],
    carried: ["channelNames", "pixelSize", "zStep", "date", "scenes", "facts"],
    untested: ["pixelSize", "facts"],
    notRead: [
      "the pixel size of stacks (.stk), stage positions and times of single files",
      "wavelengths that were taken at some time points only are missing files",
    ],
  },
  {
    formats: ["micromanager"],
    read: [
      "folders of single planes with a metadata.txt, as Micro-Manager 1.4 and 2.0 write them: by the folder of the acquisition (a scene for each position), or by the metadata.txt of one position; lists that end early",
      "positions that the HCS plugin named are the wells of a plate; planes that are gone, or were not recorded, are told apart",
    ],
    carried: [
      "channelNames",
      "channelColours",
      "pixelSize",
      "zStep",
      "timeStep",
      "position",
      "date",
      "significantBits",
      "scenes",
      "facts",
    ],
    untested: ["channelColours", "pixelSize", "timeStep", "position", "date", "significantBits", "scenes"],
    notRead: ["colours that only display settings have", "planes of RGB", "images that no metadata.txt lists"],
  },
  {
    formats: ["scanr"],
    read: [
      "plates of Olympus' ScanR by experiment_descriptor.xml or .dat, or their folder: a scene for each position of each well, by the names of the TIFF files",
      "planes that are gone are told from those that a stopped experiment did not record",
    ],
    carried: ["channelNames", "pixelSize", "zStep", "timeStep", "scenes"],
    untested: ["channelNames", "pixelSize", "zStep", "timeStep", "scenes"],
    notRead: [
      "stage positions, dates and exposure times",
      "no sample with pixels is public: what is read is what other programs take such names for",
    ],
  },
  {
    formats: ["cellvoyager"],
    read: [
      "plates of CV7000, CV8000 and CQ1 by any of the files of their measurement (MeasurementData.mlf, MeasurementDetail.mrf, .wpi, .mes) or their folder",
      "a scene for each field of each well, of the channels that were used; planes that are absent are told apart: not asked for, not recorded, missing",
    ],
    carried: [
      "channelNames",
      "channelColours",
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
    untested: ["timeStep", "significantBits"],
    notRead: ["corrections of shading, crosstalk and geometry; display levels", "positions of single planes"],
  },
  {
    formats: ["imagexpress"],
    read: [
      "plates of ImageXpress by their .HTD file or their folder, as MetaXpress acquires them (TimePoint and ZStep folders, names with an identifier) and as it exports them; without an index by their names",
      "a scene for each site of each well; pixel size and stage positions are those of the planes' own descriptions; thumbnails, and projections beside stacks, are left out and counted",
    ],
    carried: ["channelNames", "emission", "pixelSize", "zStep", "timeStep", "position", "date", "scenes", "facts"],
    untested: ["channelNames", "emission", "pixelSize", "zStep", "timeStep", "position", "date", "scenes", "facts"],
    notRead: ["display ranges and colours of single planes", "stage positions of plates of more than 1000 sites"],
  },
  {
    formats: ["harmony"],
    read: [
      "plates of Operetta, Opera Phenix and Sonata by their index (Index.idx.xml, Index.xml, Index.ref.xml; versions 1 to 7) or their folder; exports of Columbus (MeasurementIndex.ColumbusIDX.xml)",
      "a scene for each field of each well; the pixel size is the objective's, as the index has it; planes that are absent are told apart: not asked for, not recorded, missing",
    ],
    carried: [
      "channelNames",
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
    untested: ["zStep", "timeStep", "significantBits", "scenes"],
    notRead: [
      "corrections of the light field and of skew; positions of single planes",
      "kinetics of lifetimes: of several planes in one place the first is taken",
    ],
  },
  {
    formats: ["dv"],
    read: ["DeltaVision and SoftWoRx files (.dv, .r3d): all plane orders, both byte orders, the extended header"],
    carried: ["channelNames", "displayWindows", "emission", "pixelSize", "zStep", "timeStep", "position", "facts"],
    untested: ["timeStep", "position"],
    notRead: ["times, exposures and stage positions of single planes beyond the first"],
  },
  {
    formats: ["ims"],
    read: [
      "Imaris files (5.5, HDF5): time points, channels, all levels; the image in the chunks that are padded; uncompressed, gzip, shuffle, LZ4 and the other filters of HDF5 files",
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
      "levels",
      "facts",
      "attachments",
    ],
    untested: ["displayWindows", "emission", "attachments"],
    notRead: ["surfaces, spots and other objects of scenes; histograms", "tables of colours"],
  },
  {
    formats: ["png"],
    read: [
      "1 to 16 bits, gray, colour, palette (as colours), transparency, interlaced; animated PNG, its frames composed",
    ],
    carried: ["facts"],
    notRead: ["colour profiles are not applied"],
  },
  {
    formats: ["jpeg"],
    read: [
      "baseline, extended, progressive and lossless JPEG of 2 to 16 bits, Huffman and arithmetic coding, gray and colour; the pixels are libjpeg-turbo's",
    ],
    carried: ["facts"],
    notRead: ["EXIF orientation and colour profiles are not applied", "hierarchical JPEG"],
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
    read: ["JP2 files and bare codestreams, lossless and lossy, signed and unsigned, up to 32 bits"],
    carried: [],
    notRead: ["signed and unsigned components in one picture"],
  },
  {
    formats: ["jpegxr"],
    read: ["8 and 16 bit integers, half and single floats, gray and colour, lossless and lossy"],
    carried: [],
    notRead: [],
  },
  {
    formats: ["sequence"],
    name: "Image sequences",
    read: [
      "files of any format above whose names count time points, channels, planes or positions, by a pattern that is proposed from the names and can be changed",
    ],
    carried: ["channelNames", "channelColours", "pixelSize", "date", "scenes", "levels", "facts"],
    untested: ["channelNames", "channelColours", "pixelSize", "date", "scenes", "levels"],
    notRead: ["files of different shapes or types in one sequence"],
  },
];
