import type { Coverage } from "./coverageEntry.ts";

/** Formats whose values lie in their files as they are, or as one compressed stream. */
export const RAW_COVERAGE: readonly Coverage[] = [
  {
    formats: ["mrc"],
    read: [
      "MRC2014, CCP4 maps and the files of SerialEM, IMOD and RELION, with and without a signature; both byte orders; extended headers; in gzip, as EMDB gives maps, at any place without unpacking it first",
      "modes 0, 1, 2, 3, 4, 6, 12, 16 (colours) and 101 (4 bits); bytes with and without a sign, as IMOD's stamp, or else the largest value, says",
      "volumes, stacks of images (along z, without a distance) and stacks of volumes (along time); maps whose columns are not x come in order",
    ],
    carried: ["displayWindows", "pixelSize", "zStep", "position", "facts"],
    notRead: ["other modes", "facts of single sections (tilt angles, stage positions) in extended headers"],
  },
  {
    formats: ["nrrd"],
    read: [
      "NRRD by one file, or by a header with its data file, list or pattern of files",
      "raw, gzip (at any place, without unpacking it first), bzip2, hexadecimal and text; line and byte skips; all types but blocks; both byte orders",
      "axes by kinds, labels and directions: space as x, y, z, time, colours, vectors as channels",
    ],
    carried: ["pixelSize", "zStep", "position", "facts"],
    notRead: [
      "lengths without a unit stay without one, in anatomical spaces too; directions and origin of turned images are facts",
      "text and bzip2 beyond 64 MiB; images in more than four compressed files",
    ],
  },
  {
    formats: ["metaimage"],
    read: [
      "MetaImage (ITK): .mha, and .mhd with its data file, list or pattern of files; raw, zlib (at any place, without unpacking it first) and text; all types, both byte orders; vectors as channels, colours",
    ],
    carried: ["pixelSize", "zStep", "position", "facts"],
    notRead: [
      "slope and intercept are said, not applied",
      "places of turned images are facts; text beyond 64 MiB; images in more than four compressed files",
    ],
  },
  {
    formats: ["nifti"],
    read: [
      "NIfTI-1 and NIfTI-2, also in gzip (at any place, without unpacking it first), and Analyze 7.5: one file, or a header (.hdr) with its pixels (.img) beside it; both byte orders",
      "integers, floats and complex numbers of 8 to 64 bits, colours; up to seven axes: x, y, z, time, channels and others",
    ],
    carried: ["displayWindows", "pixelSize", "zStep", "timeStep", "position", "facts"],
    notRead: [
      "slope and intercept are said, not applied",
      "axes are not turned: where the image lies in the room is a fact, and a position where it lies straight",
      "floats of 128 bits, bits, and tables of connections (CIFTI)",
    ],
  },
  {
    formats: ["ics"],
    read: [
      "ICS 1 (with its .ids, .ids.gz or .ids.Z) and ICS 2; gzip at any place, without unpacking it first; axes in any order; integers, floats and complex numbers of 8 to 128 bits, both byte orders",
    ],
    carried: ["emission", "pixelSize", "zStep", "timeStep", "position", "significantBits", "facts"],
    untested: ["emission", "pixelSize", "zStep", "timeStep", "position", "significantBits", "facts"],
    notRead: ["compressed values (.Z) beyond 64 MiB"],
  },
  {
    formats: ["spe"],
    read: [
      "Princeton Instruments' files of WinView and WinSpec (2.x) and LightField (3.0): frames along time, a scene for each region of the camera",
    ],
    carried: ["date", "scenes", "facts"],
    untested: ["scenes"],
    notRead: ["times and further facts of single frames; calibrations of spectra"],
  },
  {
    formats: ["ser"],
    read: [
      "TIA series (FEI, Emispec) of images and spectra, by a .ser file or the .emi file that tells of several; scans as x and y, energies as channels",
    ],
    carried: ["pixelSize", "timeStep", "position", "date", "scenes", "facts"],
    untested: ["scenes"],
    notRead: [
      "images of several sizes in one series",
      "steps of diffraction patterns and energies are facts, not sizes",
    ],
  },
  {
    formats: ["fits"],
    read: ["FITS: each image of a file is a scene; integers and floats of all sizes, up to sixteen axes"],
    carried: ["pixelSize", "timeStep", "date", "scenes", "facts"],
    untested: ["pixelSize", "timeStep", "date"],
    notRead: [
      "BSCALE and BZERO are said, not applied, also where they mean unsigned integers",
      "tables, and images in compressed tables; coordinates of the sky",
    ],
  },
  {
    formats: ["seq"],
    read: ["Norpix films (StreamPix) whose frames are not compressed, gray and colour"],
    carried: ["timeStep", "date", "significantBits", "facts"],
    untested: ["timeStep", "date", "significantBits", "facts"],
    notRead: ["compressed frames; the order of colours is that of the file"],
  },
  {
    formats: ["dm"],
    read: [
      "DigitalMicrograph DM3 and DM4, both byte orders: each image but the thumbnails is a scene; integers, floats, complex numbers, colours",
      "spectrum images (energies as channels), image stacks along z, or along time where their steps are seconds",
    ],
    carried: ["pixelSize", "zStep", "timeStep", "position", "scenes", "facts"],
    untested: ["timeStep", "scenes"],
    notRead: [
      "packed complex numbers (halves of Fourier transforms)",
      "reciprocal lengths and energies are facts, not sizes; annotations",
    ],
  },
  {
    formats: ["sif"],
    read: ["Andor SIF (Solis): frames along time; the areas of a frame one below the other, binned or not"],
    carried: ["timeStep", "date", "facts"],
    notRead: ["areas of different widths; calibrations of spectra; references and backgrounds"],
  },
];
