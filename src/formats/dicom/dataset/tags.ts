import type { Representation } from "./representations.ts";

/** An element of the dictionary: its tag (group × 65,536 + element) and its value representation. */
export type Tag = { tag: number; vr: Representation };

const of = (tag: number, vr: Representation): Tag => ({ tag, vr });

/** The elements that are read, by their keywords in PS3.6. */
export const TAGS = {
  TransferSyntaxUID: of(0x00020010, "UI"),
  SpecificCharacterSet: of(0x00080005, "CS"),
  ImageType: of(0x00080008, "CS"),
  SOPClassUID: of(0x00080016, "UI"),
  SOPInstanceUID: of(0x00080018, "UI"),
  AcquisitionDate: of(0x00080022, "DA"),
  ContentDate: of(0x00080023, "DA"),
  AcquisitionDateTime: of(0x0008002a, "DT"),
  AcquisitionTime: of(0x00080032, "TM"),
  ContentTime: of(0x00080033, "TM"),
  Modality: of(0x00080060, "CS"),
  Manufacturer: of(0x00080070, "LO"),
  SeriesDescription: of(0x0008103e, "LO"),
  ManufacturerModelName: of(0x00081090, "LO"),
  BodyPartExamined: of(0x00180015, "CS"),
  CineRate: of(0x00180040, "IS"),
  SliceThickness: of(0x00180050, "DS"),
  EchoNumbers: of(0x00180086, "IS"),
  SpacingBetweenSlices: of(0x00180088, "DS"),
  SoftwareVersions: of(0x00181020, "LO"),
  ProtocolName: of(0x00181030, "LO"),
  TriggerTime: of(0x00181060, "DS"),
  FrameTime: of(0x00181063, "DS"),
  FrameTimeVector: of(0x00181065, "DS"),
  ImagerPixelSpacing: of(0x00181164, "DS"),
  SeriesInstanceUID: of(0x0020000e, "UI"),
  AcquisitionNumber: of(0x00200012, "IS"),
  InstanceNumber: of(0x00200013, "IS"),
  ImagePositionPatient: of(0x00200032, "DS"),
  ImageOrientationPatient: of(0x00200037, "DS"),
  TemporalPositionIdentifier: of(0x00200100, "IS"),
  TemporalResolution: of(0x00200110, "DS"),
  FrameContentSequence: of(0x00209111, "SQ"),
  PlanePositionSequence: of(0x00209113, "SQ"),
  PlaneOrientationSequence: of(0x00209116, "SQ"),
  TemporalPositionIndex: of(0x00209128, "UL"),
  ConcatenationUID: of(0x00209161, "UI"),
  InConcatenationNumber: of(0x00209162, "US"),
  InConcatenationTotalNumber: of(0x00209163, "US"),
  ConcatenationFrameOffsetNumber: of(0x00209228, "UL"),
  DimensionOrganizationType: of(0x00209311, "CS"),
  SamplesPerPixel: of(0x00280002, "US"),
  PhotometricInterpretation: of(0x00280004, "CS"),
  PlanarConfiguration: of(0x00280006, "US"),
  NumberOfFrames: of(0x00280008, "IS"),
  Rows: of(0x00280010, "US"),
  Columns: of(0x00280011, "US"),
  PixelSpacing: of(0x00280030, "DS"),
  BitsAllocated: of(0x00280100, "US"),
  BitsStored: of(0x00280101, "US"),
  HighBit: of(0x00280102, "US"),
  PixelRepresentation: of(0x00280103, "US"),
  WindowCenter: of(0x00281050, "DS"),
  WindowWidth: of(0x00281051, "DS"),
  RescaleIntercept: of(0x00281052, "DS"),
  RescaleSlope: of(0x00281053, "DS"),
  RescaleType: of(0x00281054, "LO"),
  RedPaletteColorLookupTableDescriptor: of(0x00281101, "US"),
  GreenPaletteColorLookupTableDescriptor: of(0x00281102, "US"),
  BluePaletteColorLookupTableDescriptor: of(0x00281103, "US"),
  RedPaletteColorLookupTableData: of(0x00281201, "OW"),
  GreenPaletteColorLookupTableData: of(0x00281202, "OW"),
  BluePaletteColorLookupTableData: of(0x00281203, "OW"),
  ModalityLUTSequence: of(0x00283000, "SQ"),
  PixelMeasuresSequence: of(0x00289110, "SQ"),
  FrameVOILUTSequence: of(0x00289132, "SQ"),
  PixelValueTransformationSequence: of(0x00289145, "SQ"),
  ZOffsetInSlideCoordinateSystem: of(0x0040074a, "DS"),
  ImagedVolumeWidth: of(0x00480001, "FL"),
  ImagedVolumeHeight: of(0x00480002, "FL"),
  TotalPixelMatrixColumns: of(0x00480006, "UL"),
  TotalPixelMatrixRows: of(0x00480007, "UL"),
  OpticalPathSequence: of(0x00480105, "SQ"),
  OpticalPathIdentifier: of(0x00480106, "SH"),
  OpticalPathDescription: of(0x00480107, "ST"),
  ObjectiveLensPower: of(0x00480112, "DS"),
  OpticalPathIdentificationSequence: of(0x00480207, "SQ"),
  PlanePositionSlideSequence: of(0x0048021a, "SQ"),
  ColumnPositionInTotalImagePixelMatrix: of(0x0048021e, "SL"),
  RowPositionInTotalImagePixelMatrix: of(0x0048021f, "SL"),
  SegmentationType: of(0x00620001, "CS"),
  SegmentSequence: of(0x00620002, "SQ"),
  SegmentNumber: of(0x00620004, "US"),
  SegmentLabel: of(0x00620005, "LO"),
  SegmentIdentificationSequence: of(0x0062000a, "SQ"),
  ReferencedSegmentNumber: of(0x0062000b, "US"),
  GridFrameOffsetVector: of(0x3004000c, "DS"),
  SharedFunctionalGroupsSequence: of(0x52009229, "SQ"),
  PerFrameFunctionalGroupsSequence: of(0x52009230, "SQ"),
  ExtendedOffsetTable: of(0x7fe00001, "OV"),
  ExtendedOffsetTableLengths: of(0x7fe00002, "OV"),
} as const satisfies Record<string, Tag>;

const KNOWN: ReadonlyMap<number, Tag> = new Map(Object.values(TAGS).map((each) => [each.tag, each]));

/** What the dictionary says of a tag; undefined for elements that are not read. */
export function knownTag(tag: number): Tag | undefined {
  return KNOWN.get(tag);
}

/** Pixels as floats of 32 bits, of 64 bits, and as integers or encoded. */
export const PIXEL_DATA = { float: 0x7fe00008, double: 0x7fe00009, usual: 0x7fe00010 } as const;

/** What sequences are made of (PS3.5, 7.5). */
export const ITEM = { begin: 0xfffee000, end: 0xfffee00d, sequenceEnd: 0xfffee0dd } as const;
