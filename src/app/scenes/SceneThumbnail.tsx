import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { PlateContrast } from "../stage/contrast.ts";
import { Thumbnail } from "./Thumbnail.tsx";

type SceneThumbnailProps = { image: OpenImage; output: OutputPlan | null; contrast: PlateContrast };

/** A small picture of one scene among others; nothing where it is not planned. It is read when it is known by which contrast. */
export function SceneThumbnail({ image, output, contrast: { contrasts, isKnown } }: SceneThumbnailProps) {
  if (output === null) return null;
  // What was read by another contrast is another picture.
  const key = contrasts === null ? "own" : "shared";
  return <Thumbnail key={key} source={image} output={output} contrasts={contrasts} mayRead={isKnown} />;
}
