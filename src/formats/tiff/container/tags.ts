/** Tag numbers of TIFF 6.0, its supplements and the extensions that this reader knows. */
export const TAG = {
  NewSubfileType: 254,
  SubfileType: 255,
  ImageWidth: 256,
  ImageLength: 257,
  BitsPerSample: 258,
  Compression: 259,
  PhotometricInterpretation: 262,
  FillOrder: 266,
  ImageDescription: 270,
  Make: 271,
  Model: 272,
  StripOffsets: 273,
  SamplesPerPixel: 277,
  RowsPerStrip: 278,
  StripByteCounts: 279,
  XResolution: 282,
  YResolution: 283,
  PlanarConfiguration: 284,
  ResolutionUnit: 296,
  PageName: 285,
  T4Options: 292,
  Software: 305,
  DateTime: 306,
  Predictor: 317,
  ColorMap: 320,
  TileWidth: 322,
  TileLength: 323,
  TileOffsets: 324,
  TileByteCounts: 325,
  SubIFDs: 330,
  ExtraSamples: 338,
  SampleFormat: 339,
  JPEGTables: 347,
  JPEGInterchangeFormat: 513,
  JPEGInterchangeFormatLength: 514,
  JPEGRestartInterval: 515,
  JPEGQTables: 519,
  JPEGDCTables: 520,
  JPEGACTables: 521,
  YCbCrSubSampling: 530,
  Xmp: 700,
  ImageDepth: 32997,
  TileDepth: 32998,
  UIC1: 33628,
  UIC2: 33629,
  ZeissSem: 34118,
  FluoviewHeader: 34361,
  FluoviewStamp: 34362,
  LsmInfo: 34412,
  FeiSfeg: 34680,
  FeiHelios: 34682,
  GDALNoData: 42113,
  LercParameters: 50674,
  IJMetadataByteCounts: 50838,
  IJMetadata: 50839,
} as const;

/** PhotometricInterpretation. */
export const PHOTOMETRIC = {
  MinIsWhite: 0,
  MinIsBlack: 1,
  RGB: 2,
  Palette: 3,
  Mask: 4,
  Separated: 5,
  YCbCr: 6,
} as const;

/** Bytes of one value of a field type; 0 for types that do not exist. Index = type number of TIFF 6.0 and BigTIFF. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** Field types by name. */
export const FIELD = {
  Byte: 1,
  Ascii: 2,
  Short: 3,
  Long: 4,
  Rational: 5,
  SignedByte: 6,
  Undefined: 7,
  SignedShort: 8,
  SignedLong: 9,
  SignedRational: 10,
  Float: 11,
  Double: 12,
  Ifd: 13,
  Long8: 16,
  SignedLong8: 17,
  Ifd8: 18,
} as const;

/** Bytes of one value of a field type, or 0 if the type is unknown. */
export function fieldBytes(type: number): number {
  return TYPE_BYTES[type] ?? 0;
}
