import type { DataSet } from "./dataset/dataSet.ts";
import { TAGS } from "./dataset/tags.ts";

/** What functional groups (PS3.3, C.7.6.16) say of a frame, or of all frames; null where they say nothing. Lengths in millimetres. */
export type FunctionalGroups = {
  /** Rows, then columns. */
  spacing: readonly number[] | null;
  thickness: number | null;
  distance: number | null;
  position: readonly number[] | null;
  orientation: readonly number[] | null;
  temporalIndex: number | null;
  slope: number | null;
  intercept: number | null;
  rescaleType: string;
  window: { center: number; width: number } | null;
  /** First column and row on the whole slide, counted from 1, and the focal plane's place in micrometres. */
  tile: { column: number; row: number; depth: number } | null;
  opticalPath: string;
  segment: number | null;
};

/** Reads them from the item of a frame, or of all frames, or from an image that has them itself. */
export function reduceGroups(item: DataSet): FunctionalGroups {
  const measures = item.item(TAGS.PixelMeasuresSequence);
  const values = item.item(TAGS.PixelValueTransformationSequence);
  const slide = item.item(TAGS.PlanePositionSlideSequence);
  // Without spreads, which take their time: slides have hundreds of thousands of frames.
  return {
    spacing: measures.vector(TAGS.PixelSpacing, 2),
    thickness: measures.number(TAGS.SliceThickness),
    distance: measures.number(TAGS.SpacingBetweenSlices),
    position: item.item(TAGS.PlanePositionSequence).vector(TAGS.ImagePositionPatient, 3),
    orientation: item.item(TAGS.PlaneOrientationSequence).vector(TAGS.ImageOrientationPatient, 6),
    temporalIndex: item.item(TAGS.FrameContentSequence).number(TAGS.TemporalPositionIndex),
    slope: values.number(TAGS.RescaleSlope),
    intercept: values.number(TAGS.RescaleIntercept),
    rescaleType: values.text(TAGS.RescaleType),
    window: windowIn(item.item(TAGS.FrameVOILUTSequence)),
    tile: tileIn(slide),
    opticalPath: item.item(TAGS.OpticalPathIdentificationSequence).text(TAGS.OpticalPathIdentifier),
    segment: item.item(TAGS.SegmentIdentificationSequence).number(TAGS.ReferencedSegmentNumber),
  };
}

/** What an image without functional groups says of itself in the same words. */
export function plainGroups(data: DataSet): FunctionalGroups {
  return {
    spacing: data.vector(TAGS.PixelSpacing, 2),
    thickness: data.number(TAGS.SliceThickness),
    distance: data.number(TAGS.SpacingBetweenSlices),
    tile: null,
    opticalPath: "",
    segment: null,
    position: data.vector(TAGS.ImagePositionPatient, 3),
    orientation: data.vector(TAGS.ImageOrientationPatient, 6),
    temporalIndex: data.number(TAGS.TemporalPositionIdentifier),
    slope: data.number(TAGS.RescaleSlope),
    intercept: data.number(TAGS.RescaleIntercept),
    rescaleType: data.text(TAGS.RescaleType),
    window: windowIn(data),
  };
}

function windowIn(data: DataSet): FunctionalGroups["window"] {
  const center = data.number(TAGS.WindowCenter);
  const width = data.number(TAGS.WindowWidth);
  return center === null || width === null || width < 1 ? null : { center, width };
}

function tileIn(slide: DataSet): FunctionalGroups["tile"] {
  const column = slide.number(TAGS.ColumnPositionInTotalImagePixelMatrix);
  const row = slide.number(TAGS.RowPositionInTotalImagePixelMatrix);
  if (column === null || row === null) return null;
  return { column, row, depth: slide.number(TAGS.ZOffsetInSlideCoordinateSystem) ?? 0 };
}

/** What is said of a frame: by itself, else of all frames (`common`). */
export function groupsOf(
  { common, perFrame }: { common: FunctionalGroups; perFrame: readonly FunctionalGroups[] },
  frame: number,
): FunctionalGroups {
  const own = perFrame[frame];
  return own === undefined ? common : firstSaid(own, common);
}

/** What the first says, and where it says nothing the second. */
export function firstSaid(first: FunctionalGroups, second: FunctionalGroups): FunctionalGroups {
  return {
    spacing: first.spacing ?? second.spacing,
    thickness: first.thickness ?? second.thickness,
    distance: first.distance ?? second.distance,
    position: first.position ?? second.position,
    orientation: first.orientation ?? second.orientation,
    temporalIndex: first.temporalIndex ?? second.temporalIndex,
    slope: first.slope ?? second.slope,
    intercept: first.intercept ?? second.intercept,
    rescaleType: first.rescaleType || second.rescaleType,
    window: first.window ?? second.window,
    tile: first.tile ?? second.tile,
    opticalPath: first.opticalPath || second.opticalPath,
    segment: first.segment ?? second.segment,
  };
}
