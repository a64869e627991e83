import type { SourceFingerprint } from "../../bytes/fingerprint/sourceFingerprint.ts";
import type { DescribedSource } from "../../plan/job.ts";

/** What tells the source of a scene's store from another one: part of the store's fingerprint (`StoreBeginning.source`). */
export type SourceFacts = (scene: number) => Record<string, unknown>;

/** For all outputs of a job. */
export function sourceFacts(description: DescribedSource, { digest }: SourceFingerprint): SourceFacts {
  const { name, format } = description;
  return (scene) => {
    const described = description.scenes[scene];
    return { name, format, fingerprint: digest, scene: described?.id ?? null, shape: described?.shape ?? null };
  };
}
