import type { ImageDescription } from "../model/image.ts";
import { type DescribedOutput, omeXmlOfImages } from "./metadata/builtOmeXml.ts";
import { labelGroups, type PlacedField, plateGroups, seriesGroups } from "./metadata/hierarchyGroups.ts";
import { omeXmlOfScenes, scenesInOmeXml, splitOmeXml } from "./metadata/omeXml.ts";
import { plateXml } from "./metadata/plateXml.ts";
import { plateOf } from "./layout/onPlate.ts";
import type { HierarchyPlan, OutputPlan, PlanNote } from "./plan.ts";
import type { OutputDraft } from "./planningRules.ts";
import type { Layout } from "./settings/settings.ts";

/** What a hierarchy is planned from. `drafts` and `outputs`: its images, each with its labels behind it. */
export type HierarchyRequest = {
  description: ImageDescription;
  layout: Layout;
  drafts: readonly OutputDraft[];
  outputs: readonly OutputPlan[];
  /** Characters of OME-XML that a plan may carry. */
  mostOmeXml: number;
};

/** An image of a hierarchy that is no labels. */
type PlacedImage = { draft: OutputDraft; output: OutputPlan };

/** What holds the images of a store together. `notes` receives what is lost. */
export function planHierarchy(request: HierarchyRequest, notes: PlanNote[]): HierarchyPlan {
  const { description, layout, drafts, outputs } = request;
  const { zarrFormat, ngffVersion } = outputs[0]!;
  const images = drafts
    .map((draft, index): PlacedImage => ({ draft, output: outputs[index]! }))
    .filter(({ draft }) => draft.labelOf === undefined);
  const labels = labelGroups(
    ngffVersion,
    drafts.filter(({ labelOf }) => labelOf !== undefined).map(({ path }) => path!),
  );
  const about = { storeName: drafts[0]!.storeName, zarrFormat, ngffVersion };
  if (layout === "single") return { layout: "image", ...about, groups: labels, omeXml: null };
  const fields = layout === "plate" ? fieldsOf(description, images) : null;
  const groups =
    fields === null
      ? seriesGroups(
          ngffVersion,
          images.map(({ draft }) => draft.path!),
        )
      : plateGroups(ngffVersion, plateOf(description), fields);
  const omeXml = omeXmlOfAll(request, images, fields, notes);
  return { layout, ...about, groups: [...labels, ...groups], omeXml };
}

function fieldsOf(description: ImageDescription, images: readonly PlacedImage[]): PlacedField[] {
  const { fields } = plateOf(description);
  return images.map(({ draft: { scene, path } }, image) => ({ ...fields[scene]!, path: path!, image }));
}

/** The file's own where it has each image, else one that is made; null where that is not possible. */
function omeXmlOfAll(
  { description, mostOmeXml }: HierarchyRequest,
  images: readonly PlacedImage[],
  fields: readonly PlacedField[] | null,
  notes: PlanNote[],
): string | null {
  const omeXml = ownOmeXml(description, images) ?? madeOmeXml(description, images, fields);
  const isLost = omeXml === null ? description.omeXml !== null : omeXml.length > mostOmeXml;
  if (isLost)
    notes.push({ severity: "loss", text: "The OME-XML is not written: it cannot describe all images of the store." });
  return isLost ? null : omeXml;
}

function ownOmeXml({ omeXml, scenes }: ImageDescription, images: readonly PlacedImage[]): string | null {
  const parts = omeXml === null ? null : splitOmeXml(omeXml);
  const sought = scenesInOmeXml(scenes);
  return parts === null
    ? null
    : omeXmlOfScenes(
        parts,
        images.map(({ draft: { scene } }) => sought[scene]!),
      );
}

function madeOmeXml(
  description: ImageDescription,
  images: readonly PlacedImage[],
  fields: readonly PlacedField[] | null,
): string | null {
  const described = images.map(({ draft, output }): DescribedOutput => ({ output, letters: draft.layout.letters }));
  return omeXmlOfImages(description, described, fields === null ? "" : plateXml(plateOf(description), fields));
}
