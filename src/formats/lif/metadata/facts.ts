import { childrenNamed, type XmlElement } from "../../shared/xml.ts";
import { attachment, descendants, numberAttribute } from "./leicaXml.ts";

/** Longest text of a fact. */
const LONGEST = 300;

/** The instrument of an image, name to text: LAS X's settings, or LAS AF's lists of records. */
export function instrumentFacts(image: XmlElement): Record<string, string> {
  const facts: Record<string, string> = {};
  const put = (name: string, text: string | undefined): void => {
    const tidy = text?.trim().replaceAll(/\s+/g, " ").slice(0, LONGEST);
    if (tidy !== undefined && tidy !== "" && tidy !== "0" && facts[name] === undefined) facts[name] = tidy;
  };
  const settings = attachment(image, "HardwareSetting");
  const definition = settings === null ? null : definitionIn(settings);
  if (definition !== null) {
    const { ObjectiveName, Magnification, NumericalAperture, Immersion, MicroscopeModel, ScanMode } =
      definition.attributes;
    put("Objective", ObjectiveName);
    put("Magnification", Magnification);
    put("Numerical aperture", NumericalAperture);
    put("Immersion", Immersion);
    put("Microscope", MicroscopeModel);
    put("Scan mode", ScanMode);
    put("Stage position", stagePosition(definition));
  }
  put("System", settings?.attributes["SystemTypeName"]);
  put("Software", settings?.attributes["Software"]);
  const list = attachment(image, "HardwareSettingList");
  if (list !== null) {
    for (const { attributes } of descendants(list, "FilterSettingRecord")) {
      if (attributes["Attribute"] === "Objective") put("Objective", attributes["Variant"]);
      if (attributes["Attribute"] === "NumericalAperture") put("Numerical aperture", attributes["Variant"]);
    }
  }
  const tables = [...descendants(image, "ChannelDescription")];
  const inverted = tables.flatMap(({ attributes }, index) =>
    Number(attributes["IsLUTInverted"] ?? 0) > 0 ? [index] : [],
  );
  if (inverted.length > 0) put("Channels shown inverted", inverted.join(", "));
  return facts;
}

/** Where the stage was; the image's own origin is counted from there. */
function stagePosition(definition: XmlElement): string | undefined {
  const parts = ["X", "Y"].flatMap((axis) => {
    const metres = numberAttribute(definition, `StagePos${axis}`);
    return metres === null || metres === 0 ? [] : [`${axis} ${+(metres * 1e6).toFixed(3)} µm`];
  });
  return parts.length === 0 ? undefined : parts.join(", ");
}

function definitionIn(settings: XmlElement): XmlElement | null {
  for (const name of ["ATLConfocalSettingDefinition", "ATLCameraSettingDefinition"]) {
    const [found] = childrenNamed(settings, name);
    if (found !== undefined) return found;
  }
  return null;
}
