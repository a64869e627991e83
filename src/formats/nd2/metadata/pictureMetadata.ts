import {
  booleanField,
  childNodes,
  countField,
  nodeField,
  nodeWith,
  numberField,
  textField,
  type VariantNode,
} from "./variant.ts";
import { emissionWavelength } from "./wavelength.ts";
import { hexColour } from "../../../model/hexColour.ts";

/** A channel, or the colours of a colour camera. */
export type PicturePlane = {
  /** The channel's name, "" where the file gives none. */
  description: string;
  /** Name of the settings that it was taken with: what version 1 files have instead. "" where the file gives none. */
  configuration: string;
  components: number;
  /** Six hexadecimal digits, or null. */
  color: string | null;
  emission: number | null;
  /** Diameter in micrometres, or null. */
  pinhole: number | null;
};

/** What `ImageMetadataSeq|0` says of the first frame, which stands for all. */
export type PictureMetadata = {
  planes: PicturePlane[];
  /** Micrometres per pixel, or null. */
  calibration: number | null;
  /** Whether the program holds the calibration to be right. */
  isCalibrated: boolean;
  /** Height of a pixel by its width, or null. */
  aspect: number | null;
  /** Stage position of the first frame, in micrometres. */
  stage: { x: number | null; y: number | null; z: number | null };
  /** Start of the acquisition as a Julian day (UTC), or null. */
  julianDay: number | null;
  /** One of the picture's axes is time: a line was scanned again and again. */
  hasTimeAxis: boolean;
  objective: Objective;
  camera: string;
};

/** The objective as the file has it; `magnification` and `zoom` are factors. */
export type Objective = {
  name: string;
  magnification: number | null;
  aperture: number | null;
  refractiveIndex: number | null;
  zoom: number | null;
};

/** `ePictureXAxis`, `ePictureYAxis`. */
const TIME_AXIS = 2;

/** Reads `SLxPictureMetadata`; whatever is missing is null or empty. */
export function parsePictureMetadata(root: VariantNode | null): PictureMetadata {
  const node = nodeWith(root, "sPicturePlanes") ?? nodeWith(root, "dCalibration");
  const planes = nodeField(node, "sPicturePlanes");
  return {
    planes: pictureNodes(planes).map(parsePlane),
    calibration: positive(node, "dCalibration"),
    isCalibrated: booleanField(node, "bCalibrated") !== false,
    aspect: positive(node, "dAspect"),
    stage: { x: numberField(node, "dXPos"), y: numberField(node, "dYPos"), z: numberField(node, "dZPos") },
    julianDay: positive(node, "dTimeAbsolute"),
    hasTimeAxis: ["ePictureXAxis", "ePictureYAxis"].some((name) => numberField(node, name) === TIME_AXIS),
    objective: {
      name: textField(node, "wsObjectiveName").trim(),
      magnification: positive(node, "dObjectiveMag"),
      aperture: positive(node, "dObjectiveNA"),
      refractiveIndex: positive(node, "dRefractIndex1") ?? positive(node, "dRefractIndex2"),
      zoom: positive(node, "dZoom"),
    },
    camera: cameraName(planes),
  };
}

/** Newer programs write `sPlaneNew`; the older `sPlane` may be there too. Nodes beyond the stated number do not count. */
function pictureNodes(planes: VariantNode | null): VariantNode[] {
  const nodes = childNodes(nodeField(planes, "sPlaneNew"));
  const found = nodes.length > 0 ? nodes : childNodes(nodeField(planes, "sPlane"));
  return found.slice(0, countField(planes, "uiCount") ?? found.length);
}

function parsePlane(node: VariantNode): PicturePlane {
  const components = countField(node, "uiCompCount") || 1;
  return {
    description: textField(node, "sDescription"),
    configuration: textField(node, "sOpticalConfigName"),
    components,
    color: colorOf(countField(node, "uiColor")),
    emission: components === 1 ? emissionWavelength(node) : null,
    pinhole: positive(node, "dPinholeDiameter"),
  };
}

/** Red is the lowest byte. Black stands for none. */
function colorOf(color: number | null): string | null {
  if (color === null || (color & 0xffffff) === 0) return null;
  return hexColour([color & 0xff, (color >>> 8) & 0xff, (color >>> 16) & 0xff]);
}

function cameraName(planes: VariantNode | null): string {
  for (const sample of childNodes(nodeField(planes, "sSampleSetting"))) {
    const camera = nodeField(sample, "pCameraSetting");
    const name = textField(camera, "CameraUserName").trim();
    if (name !== "") return name;
  }
  return "";
}

/** -1 and 0 stand for "not known". */
function positive(node: VariantNode | null, name: string): number | null {
  const value = numberField(node, name);
  return value !== null && value > 0 ? value : null;
}
