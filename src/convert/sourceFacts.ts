import { openSource } from "../bytes/openSource.ts";
import type { ImageDescription } from "../model/image.ts";
import type { SourceReference } from "../model/references.ts";

/** What tells the source of a scene's store from another one: part of the store's fingerprint (`StoreBeginning.source`). */
export type SourceFacts = (scene: number) => Record<string, unknown>;

/** Looks at a source once, for all outputs of a job. Errors: those of opening it. */
export async function sourceFacts(source: SourceReference, description: ImageDescription): Promise<SourceFacts> {
  const { name, format, files } = description;
  // Bytes of the main file: an edited file is another source. A folder that is an image has none of its own.
  const fileBytes = (await openSource(source)).source?.size ?? null;
  return (scene) => {
    const described = description.scenes[scene];
    return { name, format, files, fileBytes, scene: described?.id ?? null, shape: described?.shape ?? null };
  };
}
