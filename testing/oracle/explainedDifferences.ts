import type { Finding } from "./verdict.ts";

/** Why some sample files do not agree with any of their readers, and what shows that ours is the right reading. */
export type Explanation = {
  /** Paths as in the oracle, or a pattern of them. */
  files: RegExp | readonly string[];
  aspects: readonly Finding["aspect"][];
  /** For the documentation: one or two sentences. */
  reason: string;
  evidence: Evidence;
};

/** What shows that a difference is the other reader's. */
export type Evidence =
  /** Our pixels have these hashes, which another program gives; one hash per scene, in our order of axes. */
  | { kind: "hashes"; by: string; hashes: Readonly<Record<string, readonly string[]>> }
  /** Our pixels are those of another sample, which agrees with its readers. */
  | { kind: "same as"; file: string }
  /** A fact that can be looked up or seen in the oracle itself. */
  | { kind: "fact"; text: string };

/** Every difference that stands. One that is not found any more is an error too: it must go from here. */
export const EXPLAINED: readonly Explanation[] = [
  {
    files: /^(czi\/(100x100|FOV7_HV110_P0500510000|nuc_small_new_red)|synthetic\/czi\/.*)\.czi$/,
    aspects: ["reference"],
    reason:
      "Compatibility mode sees CZI as bioio-czi does when it puts tiles together: axes that the file has, and no others. That mode refuses " +
      "these files, as they have no scene metadata; the other mode lists axes of length 1, and tiles along an axis M.",
    evidence: { kind: "fact", text: "The oracle's row of bioio_czi(pylibCZIrw) is `UnsupportedMetadataError`." },
  },
  {
    files: ["imageio/0.png"],
    aspects: ["scenes", "pixels"],
    reason: "The picture has 16 bits per sample. imageio (Pillow) drops the lower 8; all 16 are kept here.",
    evidence: {
      kind: "hashes",
      by: "libpng through imagecodecs 2026.3.6; the high bytes of these pixels are imageio's to the bit",
      hashes: { "imageio/0.png": ["e7ab26cb2ebf08335ee647d8878e27220911169bf079fcb4afc22f8753b86976"] },
    },
  },
  {
    files: ["imageio/issue412.jp2", "imageio/world.jp2", "imageio/Bretagne2_4.j2k"],
    aspects: ["pixels"],
    reason:
      "Bio-Formats gives palette indices instead of colours, or the whole reference grid instead of the image area; the other Python " +
      "readers have no row in the oracle.",
    evidence: {
      kind: "hashes",
      by: "OpenJPEG 2.5.4 through imagecodecs 2026.3.6",
      hashes: {
        "imageio/issue412.jp2": ["66cd88938a2e888d9f108d1d1dc1e0ac7b5b0e309ff326bd90d9b9434335f6b8"],
        "imageio/world.jp2": ["18284c1b0bb02294243dcfb960ead07e61a8de7b277394925a710a35a9c47d18"],
        "imageio/Bretagne2_4.j2k": ["9cb9321efd7338dcd09359da68b5fe84d9574daf6cca04e6d8f7ae767b8dae23"],
      },
    },
  },
  {
    files: /^ome-tiff\/multifile-Z\d\.ome\.tiff$/,
    aspects: ["refused"],
    reason:
      "A part of a set whose companion file is not there. BioIO's OME-TIFF reader refuses it too and falls back to showing the one " +
      "plane; here it is said which file is missing.",
    evidence: {
      kind: "fact",
      text: "The OME-XML of the file is a BinaryOnly element that names multifile.companion.ome.",
    },
  },
  {
    files: /^cellvoyager\/.*\.wpi$/,
    aspects: ["names"],
    reason:
      "Channels are called as the measurement's settings call them; Bio-Formats numbers actions, channels and cameras.",
    evidence: {
      kind: "fact",
      text: "`Target` of the used channels is 405 and 488 in the .mes file; openreadout names them so.",
    },
  },
  {
    files: ["operetta-phenix/Version7/images/Index.xml"],
    aspects: ["refused"],
    reason:
      "The index of a plate without any of its images. Bio-Formats shows blank planes; here it is said which files are missing.",
    evidence: { kind: "fact", text: "The folder holds nothing but the index." },
  },
  {
    files: /^synthetic\/ome-tiff-companion\/mf_.*\.ome\.tif$/,
    aspects: ["pixels", "reference"],
    reason:
      "A part of a set with its companion file beside it: the whole set is read, as Bio-Formats does with the companion file. " +
      "BioIO shows the one plane.",
    evidence: { kind: "same as", file: "synthetic/ome-tiff-companion/set.companion.ome" },
  },
  {
    files: ["tiff-codecs/zero_gi.tif"],
    aspects: ["refused"],
    reason: "The image is 2 × 0 pixels: there is nothing to convert.",
    evidence: { kind: "fact", text: "ImageLength is 0 in the file; BioIO fails as well." },
  },
  {
    files: ["tiff/geotiff.tif"],
    aspects: ["sizes"],
    reason:
      "The resolution has no unit, so that it tells the shape of a pixel and not its size (TIFF 6.0, ResolutionUnit 1); BioIO and " +
      "Bio-Formats take it for micrometres.",
    evidence: { kind: "fact", text: "ResolutionUnit is NONE; the pixels of this map are 32.8 feet wide." },
  },
  {
    files: [
      "svs/boxes.tiff",
      "tiff-codecs/1bit.tif",
      "tiff-codecs/2bit.tif",
      "tiff-codecs/4bit.tif",
      "tiff-codecs/array-sample-format.tif",
      "tiff-codecs/bw1bit.tif",
      "tiff-codecs/bwCross.tif",
      "tiff-codecs/color-1px.tif",
      "tiff-codecs/color-5x5-deflate.tif",
      "tiff-codecs/color-5x5.tif",
      "tiff-codecs/color-alpha-2x2.tif",
      "tiff-codecs/color-alpha-5x5-lzw.tif",
      "tiff-codecs/color-alpha-5x5.tif",
      "tiff-codecs/color16-multi.tif",
      "tiff-codecs/color16.tif",
      "tiff-codecs/color8-alpha.tif",
      "tiff-codecs/color8-lzw.tif",
      "tiff-codecs/color8-multi.tif",
      "tiff-codecs/color8.tif",
      "tiff-codecs/crosshair_tiled.tif",
      "tiff-codecs/grey10kx5k.tif",
      "tiff-codecs/grey16-multi.tif",
      "tiff-codecs/greya16.tif",
      "tiff-codecs/greya32.tif",
      "tiff-codecs/image-lzw.tif",
      "tiff-codecs/palette.tif",
      "tiff-codecs/sample.tif",
      "tiff-codecs/test_orient0.tif",
      "tiff-codecs/test_orient1.tif",
      "tiff-codecs/test_orient2.tif",
      "tiff-codecs/test_orient3.tif",
      "tiff-codecs/test_orient4.tif",
      "tiff-codecs/test_orient5.tif",
      "tiff-codecs/test_orient6.tif",
      "tiff-codecs/test_orient7.tif",
      "tiff-codecs/test_orient8.tif",
      "tiff-codecs/yb10kx5k.zstd.tiff",
      "tiff-glob/leica_stack_Series014_z000_ch00.tif",
      "tiff-glob/leica_stack_Series014_z001_ch00.tif",
      "tiff-glob/leica_stack_Series014_z002_ch00.tif",
      "tiff/gray16-3x2-sub1.tif",
      "tiff/gray32float-3x2-sub1.tif",
      "tiff/gray8-3x2-sub1.tif",
      "tiff/multipage.tif",
    ],
    aspects: ["sizes"],
    reason:
      "The resolution is one for printing (72, 96, 150, 300 or 600 dots per inch), as programs write it when nobody gave any: it is no " +
      "pixel size. BioIO and Bio-Formats take it for one.",
    evidence: { kind: "fact", text: "XResolution and YResolution are these numbers per inch." },
  },
  {
    files: /^imagexpress\/ImageXpress\/SingleChannel\/.*\.tif$/,
    aspects: ["sizes"],
    reason:
      "The pixel size is that of MetaXpress' own description (1.3668 µm); BioIO takes it from the resolution of one dot per inch, which " +
      "nobody meant.",
    evidence: { kind: "fact", text: "`spatial-calibration-state` is on, `spatial-calibration-x` is 1.3668 um." },
  },
  {
    files: ["stk/movie.stk"],
    aspects: ["names"],
    reason: "Bio-Formats takes the name of a plane's property for the channel's name; tifffile and BioIO have none.",
    evidence: { kind: "fact", text: "`_MagSetting_` is the name of a property of each plane." },
  },
  {
    files: ["synthetic/lsm/synthetic_z3c2.lsm"],
    aspects: ["scenes"],
    reason: "The thumbnail is a scene of its own, as tifffile shows it for real LSM files; Bio-Formats leaves it out.",
    evidence: { kind: "fact", text: "The pixels of the first scene are Bio-Formats'." },
  },
  {
    files: ["nrrd/BallBinary30x30x30.nhdr", "nrrd/BallBinary30x30x30_byteskip_minus_one.nhdr"],
    aspects: ["refused"],
    reason: "The header's data file is not among the samples; here it is said which file is missing.",
    evidence: { kind: "fact", text: "There is no BallBinary30x30x30.raw in the folder." },
  },
  {
    files: ["nrrd/BallBinary30x30x30_nifti.nhdr"],
    aspects: ["pixels"],
    reason:
      "The data file is a NIfTI image, whose header belongs to the values by what the NRRD header says. Bio-Formats leaves it out, and takes a " +
      "short for unsigned; pynrrd refuses a file with more values than are needed.",
    evidence: {
      kind: "hashes",
      by: "SimpleITK 2.5.7",
      hashes: {
        "nrrd/BallBinary30x30x30_nifti.nhdr": ["4718feb1a8fa88c98190cb94dcc926ce97955ecb83e5be6368d9265b3e63f8c6"],
      },
    },
  },
  {
    files: ["nrrd/FLAIR.nrrd"],
    aspects: ["sizes"],
    reason:
      "The step along an axis is the length of its direction; Bio-Formats takes one component of it, which is shorter, or negative, where the " +
      "image is turned.",
    evidence: { kind: "fact", text: "The directions in the file are (−0.99, 0.05, −0.10) and so on: 1 long each." },
  },
  {
    files: [
      "ser/128x128x5-diffraction_preview_1.ser",
      "ser/16x16-line_profile_horizontal_5x128x128_EDS_2.ser",
      "ser/64x64_diffraction_acquire_1.ser",
    ],
    aspects: ["sizes"],
    reason:
      "Steps of a diffraction pattern are reciprocal metres, which are no lengths; rosettasciio, without the .emi file, takes them for metres.",
    evidence: { kind: "fact", text: "`Mode` is one of diffraction in the .emi files; openreadout gives no sizes." },
  },
  {
    files: ["dm/2D_test_fft_packed_complex8.dm4"],
    aspects: ["refused"],
    reason:
      "The values are half of a Fourier transform, packed in an order of its own. Its readers disagree; here it is said that the kind is not read.",
    evidence: {
      kind: "fact",
      text: "rosettasciio gives 5 × 4 complex numbers, Bio-Formats 5 × 5 integers, and the others none; the file has 30 values.",
    },
  },
  {
    files: ["metamorph-nd/exp.nd"],
    aspects: ["scenes", "pixels"],
    reason:
      "A stage position is a scene, its waves are channels; the oracle lists each wave of each position by itself, as tifffile finds them by " +
      "their file names.",
    evidence: {
      kind: "fact",
      text: "The format's own test of samples compares each wave with that list, plane by plane.",
    },
  },
  {
    files: /^micromanager\/VersionCompatTest\/.*_MMStack_1-Pos_(000_001|001_00\d)\.ome\.tif$/,
    aspects: ["scenes", "pixels"],
    reason: "The positions of a set are scenes, as in Bio-Formats; tifffile stacks them along an axis R.",
    evidence: {
      kind: "same as",
      file: "micromanager/VersionCompatTest/1.4compatTest_3_MMStack_1-Pos_000_000.ome.tif",
    },
  },
  {
    files: ["micromanager/alpha_2.0_singleplane_manual/Pos0/metadata.txt"],
    aspects: ["pixels"],
    reason: "Bio-Formats gives the size of this folder's plane and no pixels; they are those of the TIFF file.",
    evidence: {
      kind: "same as",
      file: "micromanager/alpha_2.0_singleplane_manual/Pos0/img_channel000_position000_time000000000_z000.tif",
    },
  },
  {
    files: ["bdv/gzip.xml"],
    aspects: ["scenes", "pixels"],
    reason:
      "Each set-up of a BigDataViewer dataset is a scene, for set-ups differ in size and place; Bio-Formats makes channels of them.",
    evidence: { kind: "same as", file: "bdv/gzip.h5" },
  },
  {
    files: ["bdv/none.xml"],
    aspects: ["scenes", "pixels"],
    reason: "As for bdv/gzip.xml.",
    evidence: { kind: "same as", file: "bdv/none.h5" },
  },
  {
    files: /^n5\/\w+\.n5$/,
    aspects: ["scenes"],
    reason: "The datasets s0 and s1 of a group are levels of one image; tensorstore opens one dataset at a time.",
    evidence: { kind: "fact", text: "The group's `downsamplingFactors` has a row for each of them." },
  },
  {
    files: ["tiff-codecs/ojpeg-strip.tif", "tiff-codecs/ojpeg-tile.tif"],
    aspects: ["pixels"],
    reason:
      "The other Python readers do not read old-style JPEG. libtiff repeats the colours of 2 × 2 pixels and takes the range of video levels out, both of which is left alone here.",
    evidence: {
      kind: "hashes",
      by: "libjpeg-turbo through Pillow 13.0.0, of streams that a script put together of the same tables",
      hashes: {
        "tiff-codecs/ojpeg-strip.tif": ["64d39795434bb36c14dce9d381ee66febbe1f2ada92b13a5d038c88716945636"],
        "tiff-codecs/ojpeg-tile.tif": ["f416cdd3cb8cffc818b15bc3753fb6657a89944be21ec7495acaea08a8477f5a"],
      },
    },
  },
  {
    files: /^(avi\/(ffv1_rgb|huffyuv)\.avi|video\/.*\.(mp4|webm|mng)|video\/bulk-water\.mov)$/,
    aspects: ["refused"],
    reason:
      "Films whose frames need others, or are kept as brightness and difference of colours, have no pixels of their own: what readers give is ffmpeg's conversion. They are " +
      "refused by their codec's name, with a call of ffmpeg that makes a film of PNG frames, which is read; Huffyuv and FFV1 with them.",
    evidence: {
      kind: "fact",
      text: "Of `avi/mjpeg.avi` the oracle's readers give two different pictures: ffmpeg's conversion is not that of the JPEG libraries.",
    },
  },
  {
    files: /^imzml\/.*\.imzML$/,
    aspects: ["refused"],
    reason:
      "imzML keeps a spectrum for each pixel, one after the other, in many files with masses of their own for each. As an image it would have a plane for each mass, of which none " +
      "is in one place: each has to be picked out of every spectrum. Which masses are worth a plane is a choice that comes first; the refusal says so.",
    evidence: {
      kind: "fact",
      text: "Both files have 3 × 3 pixels and 8,399 masses: the oracle's array is of 8,399 planes.",
    },
  },
  {
    files: ["dicom/1-001.dcm", "dicom/1-002.dcm"],
    aspects: ["pixels"],
    reason:
      "Files of one series that lie in one folder are planes of one image, in the order of their places; pydicom opens one file at a time.",
    evidence: {
      kind: "hashes",
      by: "pydicom 3.0.2, both files stacked by ImagePositionPatient",
      hashes: {
        "dicom/1-001.dcm": ["6e38e65bc4092575f48d000c8270102cd36bd76de32a4161a43fd05cf205edee"],
        "dicom/1-002.dcm": ["6e38e65bc4092575f48d000c8270102cd36bd76de32a4161a43fd05cf205edee"],
      },
    },
  },
  {
    files: ["dicom/boxes_0.dcm", "dicom/boxes_1.dcm"],
    aspects: ["scenes", "pixels"],
    reason:
      "A slide and its thumbnail are scenes of one image. The slide is 16 × 16 pixels by its total pixel matrix; its one tile is larger, and what " +
      "is beyond the matrix does not count.",
    evidence: {
      kind: "hashes",
      by: "libjpeg-turbo through imagecodecs 2026.3.6, cut to the size of the matrix; pydicom 3.0.2 (the thumbnail)",
      hashes: {
        "dicom/boxes_0.dcm": [
          "53eb8c75a1f7d4cc6f6f9a0fb22ba62e8d5ba8bc4b50a3277c3c1cbfd79df0e6",
          "b4968f50c8ce7abacaea99f5e1333b5f6b98dd8706a2d756faa86bd7ff65e810",
        ],
        "dicom/boxes_1.dcm": [
          "53eb8c75a1f7d4cc6f6f9a0fb22ba62e8d5ba8bc4b50a3277c3c1cbfd79df0e6",
          "b4968f50c8ce7abacaea99f5e1333b5f6b98dd8706a2d756faa86bd7ff65e810",
        ],
      },
    },
  },
  {
    files: [
      "dicom/JPEG-lossy.dcm",
      "dicom/JPEGLSNearLossless_08.dcm",
      "dicom/SC_rgb_jls_lossy_line.dcm",
      "dicom/SC_rgb_jls_lossy_sample.dcm",
    ],
    aspects: ["pixels"],
    reason: "The oracle's readers had no decoder for JPEG of 12 bits and for JPEG-LS.",
    evidence: {
      kind: "hashes",
      by: "libjpeg-turbo through imagecodecs 2026.3.6 (JPEG), and CharLS through pydicom 3.0.2 with pyjpegls 1.5.1 (JPEG-LS)",
      hashes: {
        "dicom/JPEG-lossy.dcm": ["d30242775a414c01d616447854ebe3f2b20259822894bcd6891f879bcdcbf313"],
        "dicom/JPEGLSNearLossless_08.dcm": ["9eb46aa86c342094f826affc35703f71b425ba4ef229fe1711adcf1bb3ca458f"],
        "dicom/SC_rgb_jls_lossy_line.dcm": ["bd5344c0a46bc6c0869921680aa72c1ee344be34079d9b9c5b421336f24d798f"],
        "dicom/SC_rgb_jls_lossy_sample.dcm": ["bd5344c0a46bc6c0869921680aa72c1ee344be34079d9b9c5b421336f24d798f"],
      },
    },
  },
  {
    files: ["dicom/MR_truncated.dcm"],
    aspects: ["refused"],
    reason: "The last row of pixels is cut off. Bio-Formats fills it up with zeros; pydicom refuses the file, too.",
    evidence: { kind: "fact", text: "The file has 8130 of 8192 bytes of pixels." },
  },
  {
    files: ["dicom/SC_ybr_full_422_uncompressed.dcm", "dicom/examples_palette.dcm"],
    aspects: ["pixels"],
    reason: "Y, Cb, Cr and numbers of a palette become colours; the oracle has the values as they are stored.",
    evidence: {
      kind: "hashes",
      by: "pydicom 3.0.2 (pixel_array without raw, apply_color_lut)",
      hashes: {
        "dicom/SC_ybr_full_422_uncompressed.dcm": ["ddb100d8f45a7fbf420e8ce5d1b376a5479f068c5109daac31eb982f662d228f"],
        "dicom/examples_palette.dcm": ["6c168741cfbeaf8a0c9be0f43c3e5f62dc2ef49fe06cd3054f906f8dfffa3c90"],
      },
    },
  },
  {
    files: ["dicom/examples_ybr_color.dcm"],
    aspects: ["axes"],
    reason: "The frames of a film follow each other in time; Bio-Formats has all frames along Z.",
    evidence: { kind: "fact", text: "FrameTime is 33.333 ms." },
  },
  {
    files: ["dicom-wsi/seg_image_sm_control.dcm", "dicom-wsi/seg_image_sm_dots_tiled_full.dcm"],
    aspects: ["pixels"],
    reason:
      "Segments are channels of the whole slide, also those without a pixel; pydicom gives tiles as they are stored, and Bio-Formats one plane.",
    evidence: {
      kind: "hashes",
      by: "highdicom 0.28.2 (get_total_pixel_matrix with combine_segments=False)",
      hashes: {
        "dicom-wsi/seg_image_sm_control.dcm": ["c329967ecf6e79807f89c3621b9b33aaab0636f11c1d96a932937e819b6b970e"],
        "dicom-wsi/seg_image_sm_dots_tiled_full.dcm": [
          "358432c8685c0553e9f1f46ce660c4fba792d8cc5c94ed664c29dbee035d7b55",
        ],
      },
    },
  },
];
