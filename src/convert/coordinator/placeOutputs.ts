import { isHierarchy, type PlannedStore, renamedStore } from "../../plan/plannedStore.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { decidePlace, type PlaceDecision, type PlaceRequest } from "../../store/place/decidePlace.ts";
import { type Leftover, leftoversOf } from "../../store/replacement/replacementNames.ts";
import { recoverReplacement } from "../../store/replacement/recoverReplacement.ts";
import { storeFingerprint } from "../../store/storeMarker.ts";
import type { SourceFacts } from "./sourceFacts.ts";

/** What is to be done with a store of a job, and what decided about it. */
export type PlacedOutput = {
  decision: PlaceDecision;
  fingerprint: string;
  /** What tells the store's source from another one. */
  source: Record<string, unknown>;
  /** What had to be put right in its place before anything else, in a sentence; null: nothing. */
  recovered: string | null;
};

/** Decides about the stores of one source by what is in their destination. */
export class OutputPlacer {
  readonly folder: DestinationFolder;
  readonly #facts: SourceFacts;
  /** Names in the destination; listed once, and again after they were changed here. */
  #names: readonly string[] | null = null;

  /** `facts`: what tells the scenes' source from another one. */
  constructor(folder: DestinationFolder, facts: SourceFacts) {
    this.folder = folder;
    this.#facts = facts;
  }

  /**
   * Puts right what a killed replacement left half done in the store's place, and decides. Nothing else is changed.
   * @throws `exists`, those of the destination, `cancelled`
   */
  async place(output: PlannedStore, settings: PlaceRequest["settings"], signal?: AbortSignal): Promise<PlacedOutput> {
    const source = this.#factsOf(output);
    const fingerprint = await storeFingerprint(source, output);
    const { storeName } = output;
    const recovered = await recoverReplacement(this.folder, storeName, await this.#leftovers(storeName), signal);
    if (recovered !== null) this.#names = null;
    const leftovers = await this.#leftovers(storeName);
    const decision = await decidePlace(this.folder, output, { fingerprint, settings, leftovers }, signal);
    return { decision, fingerprint, source, recovered };
  }

  /** Names of everything in the destination. */
  async names(): Promise<readonly string[]> {
    return (this.#names ??= await this.folder.names());
  }

  async #leftovers(storeName: string): Promise<Leftover[]> {
    return leftoversOf(await this.names(), storeName);
  }

  /** The fingerprint that a store would have under another name. */
  fingerprintAs(store: PlannedStore, storeName: string): Promise<string> {
    return storeFingerprint(this.#factsOf(store), renamedStore(store, storeName));
  }

  #factsOf(store: PlannedStore): Record<string, unknown> {
    return this.#facts(isHierarchy(store) ? store.images[0]!.scene : store.scene);
  }
}
