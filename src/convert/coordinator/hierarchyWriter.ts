import { whileWaiting } from "../../model/lifeSigns.ts";
import type { OutputReport, Verification } from "../../plan/job.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { WholeHierarchy } from "../../plan/plannedStore.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { HierarchyTransaction } from "../../store/hierarchy/hierarchyTransaction.ts";
import { ImageSink } from "../../store/hierarchy/imageSink.ts";
import { type ImagesFolder, imagesFolder } from "../../store/hierarchy/imagesFolder.ts";
import { manifestOfHierarchy } from "../../store/hierarchy/manifestOfHierarchy.ts";
import { isStoreOf, makeReceipt, writeReceipt } from "../../store/place/receipt.ts";
import { receiptOf } from "../../store/place/decidePlace.ts";
import { putInPlace } from "../../store/replacement/putInPlace.ts";
import { removeOldManifest, writeManifest } from "./manifests.ts";
import { folderOf, TOOL } from "./outputWriter.ts";
import type { PlacedOutput } from "./placeOutputs.ts";

/** A hierarchy that is written, and where. */
type HierarchyWork = {
  folder: DestinationFolder;
  /** Of the replacement that it is, or null: it is written in its place. */
  token: string | null;
  hierarchy: WholeHierarchy;
  settings: Settings;
  signal: AbortSignal;
};

/** The coordinator's side of a store of several images: its marker, and, when all images are written, all that holds them together. */
export class HierarchyWriter {
  /** Where its images are written. */
  readonly images: ImagesFolder;
  readonly #work: HierarchyWork;
  readonly #transaction: HierarchyTransaction;

  private constructor(work: HierarchyWork, transaction: HierarchyTransaction) {
    this.images = imagesFolder(transaction.sink, work.hierarchy);
    this.#work = work;
    this.#transaction = transaction;
  }

  /**
   * Marks the folder that the store is written in, or goes on there.
   * @throws `exists`; those of the destination
   */
  static async begin(
    work: HierarchyWork,
    { source, fingerprint }: Pick<PlacedOutput, "source" | "fingerprint">,
  ): Promise<HierarchyWriter> {
    const { folder, token, hierarchy } = work;
    const sink = await folder.sink(folderOf(hierarchy, token));
    return new HierarchyWriter(
      work,
      await HierarchyTransaction.begin(sink, { tool: TOOL, source, fingerprint, hierarchy }),
    );
  }

  /**
   * Is to be called before an image is written. One that is the root shows the store as whole when it is: what belongs to it is there before.
   * @throws those of the destination
   */
  async before(image: OutputPlan): Promise<void> {
    if (image.storeName === this.#work.hierarchy.storeName) await this.#transaction.writeGroups();
  }

  /**
   * Closes the store when all its images are whole. `images`: what became of them; `sourceFingerprint`: hexadecimal. Said is what became of the store as a whole.
   * @throws `corrupt` when a file does not hold what was written to it; those of the destination
   */
  async finish(images: readonly OutputReport[], sourceFingerprint: string): Promise<OutputReport> {
    const { folder, hierarchy, settings, signal } = this.#work;
    const { sink, marker } = this.#transaction;
    const { storeName } = hierarchy;
    const metadata = await this.#transaction.writeGroups();
    const swept = await this.#transaction.sweep(signal);
    if (settings.verify !== "none") {
      const { checkGroups } = await whileWaiting("disk", import("../worker/readBack.ts"));
      await checkGroups(sink, hierarchy, signal);
    }
    await this.#transaction.makeDurable();
    const manifest = await this.#renewManifest(sourceFingerprint);
    const report: OutputReport = {
      ...sumOf(images),
      storeName,
      images: images.length,
      ...(manifest === null ? {} : { manifest }),
      ...(swept === null ? {} : { swept }),
    };
    report.bytesWritten += metadata.bytes;
    report.filesWritten += metadata.files;
    const { fingerprint } = marker;
    await writeReceipt(folder, await makeReceipt(sink, hierarchy, { fingerprint, verify: settings.verify, report }));
    await this.#close();
    return report;
  }

  /**
   * Closes a store that an earlier run wrote but for its journal and marker: what the journal told of its images may be gone already. False where
   * there is more to do.
   * @throws those of the destination, `cancelled`
   */
  async closeIfWritten(): Promise<boolean> {
    const { folder, hierarchy, settings, signal } = this.#work;
    const { sink, marker } = this.#transaction;
    const receipt = await receiptOf(folder, hierarchy.storeName, marker.fingerprint, settings);
    // As it will be without them.
    const isWhole = receipt !== null && (await isStoreOf(receipt, new ImageSink(sink, ""), hierarchy, signal));
    if (isWhole) await this.#close();
    return isWhole;
  }

  async #close(): Promise<void> {
    const { folder, token, hierarchy, signal } = this.#work;
    await this.#transaction.commit();
    if (token !== null) await putInPlace(folder, hierarchy.storeName, token, this.#transaction.marker, signal);
  }

  /** As each image has one until then, the store has one. */
  async #renewManifest(sourceFingerprint: string): Promise<string | null> {
    const { folder, hierarchy, settings, signal } = this.#work;
    const { storeName } = hierarchy;
    if (!settings.manifest) {
      await removeOldManifest(folder, storeName);
      return null;
    }
    const { sink } = this.#transaction;
    const content = { sink, hierarchy, images: await this.images.besideStores(), sourceFingerprint };
    return writeManifest(folder, storeName, await manifestOfHierarchy(content), signal);
  }
}

/** What was written of all images together. */
function sumOf(images: readonly OutputReport[]): Omit<OutputReport, "storeName"> {
  const sum = (of: (report: OutputReport) => number): number => images.reduce((all, report) => all + of(report), 0);
  return {
    bytesWritten: sum(({ bytesWritten }) => bytesWritten),
    filesWritten: sum(({ filesWritten }) => filesWritten),
    emptyChunks: sum(({ emptyChunks }) => emptyChunks),
    clippedValues: sum(({ clippedValues }) => clippedValues),
    verification: verificationOf(images.flatMap(({ verification }) => verification ?? [])),
    skipped: false,
  };
}

function verificationOf(verifications: readonly Verification[]): Verification | null {
  if (verifications.length === 0) return null;
  return {
    reader: [...new Set(verifications.map(({ reader }) => reader))].join(" and "),
    checkedChunks: verifications.reduce((sum, { checkedChunks }) => sum + checkedChunks, 0),
    totalChunks: verifications.reduce((sum, { totalChunks }) => sum + totalChunks, 0),
  };
}
