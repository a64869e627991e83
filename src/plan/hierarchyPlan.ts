import type { ImageDescription } from "../model/image.ts";
import { type DescribedOutput, omeXmlOfImages } from "./metadata/builtOmeXml.ts";
import { type PlacedField, plateGroups, seriesGroups } from "./metadata/hierarchyGroups.ts";
import { omeXmlOfScenes, splitOmeXml } from "./metadata/omeXml.ts";
import { plateXml } from "./metadata/plateXml.ts";
import { plateOf } from "./layout/onPlate.ts";
import type { HierarchyPlan, OutputPlan, PlanNote } from "./plan.ts";
import type { OutputDraft } from "./planningRules.ts";

/** What a hierarchy is planned from. `drafts` and `outputs`: its images, in the order of writing. */
export type HierarchyRequest = {
  description: ImageDescription;
  layout: HierarchyPlan["layout"];
  drafts: readonly OutputDraft[];
  outputs: readonly OutputPlan[];
  /** Characters of OME-XML that a plan may carry. */
  mostOmeXml: number;
};

/** What holds the images of a store together. `notes` receives what is lost. */
export function planHierarchy(request: HierarchyRequest, notes: PlanNote[]): HierarchyPlan {
  const { layout, drafts, outputs } = request;
  const { zarrFormat, ngffVersion } = outputs[0]!;
  const fields = layout === "plate" ? fieldsOf(request) : null;
  const paths = drafts.map(({ path }) => path!);
  return {
    layout,
    storeName: drafts[0]!.storeName,
    zarrFormat,
    ngffVersion,
    groups:
      fields === null
        ? seriesGroups(ngffVersion, paths)
        : plateGroups(ngffVersion, plateOf(request.description), fields),
    omeXml: omeXmlOfAll(request, fields, notes),
  };
}

function fieldsOf({ description, drafts }: HierarchyRequest): PlacedField[] {
  const { fields } = plateOf(description);
  return drafts.map(({ scene, path }, image) => ({ ...fields[scene]!, path: path!, image }));
}

/** The file's own where it has each image, else one that is made; null where that is not possible. */
function omeXmlOfAll(
  request: HierarchyRequest,
  fields: readonly PlacedField[] | null,
  notes: PlanNote[],
): string | null {
  const { description, mostOmeXml } = request;
  const omeXml = ownOmeXml(request) ?? madeOmeXml(request, fields);
  const isLost = omeXml === null ? description.omeXml !== null : omeXml.length > mostOmeXml;
  if (isLost)
    notes.push({ severity: "loss", text: "The OME-XML is not written: it cannot describe all images of the store." });
  return isLost ? null : omeXml;
}

function ownOmeXml({ description, drafts }: HierarchyRequest): string | null {
  const parts = description.omeXml === null ? null : splitOmeXml(description.omeXml);
  const scenes = description.scenes.length;
  const wanted = drafts.map(({ scene }) => ({
    id: description.scenes[scene]!.reference.sceneId,
    index: scene,
    scenes,
  }));
  return parts === null ? null : omeXmlOfScenes(parts, wanted);
}

function madeOmeXml(
  { description, drafts, outputs }: HierarchyRequest,
  fields: readonly PlacedField[] | null,
): string | null {
  const images = outputs.map((output, index): DescribedOutput => ({ output, letters: drafts[index]!.layout.letters }));
  return omeXmlOfImages(description, images, fields === null ? "" : plateXml(plateOf(description), fields));
}
