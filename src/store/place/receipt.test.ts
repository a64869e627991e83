import { expect, test } from "vitest";
import { MemoryDestination } from "../../../testing/store/memoryDestination.ts";
import { MemorySink } from "../memorySink.ts";
import type { Sink } from "../sink.ts";
import { type Receipt, readReceipt, RECEIPTS, writeReceipt } from "./receipt.ts";

test("a receipt that the disk cut off is told while the store is still marked", async () => {
  const folder = new MemoryDestination("rename");
  // What else it says of the store does not matter here.
  const receipt = { receiptVersion: 1, fingerprint: "a", metadata: "b", report: { storeName: "a.zarr" } } as Receipt;
  await writeReceipt(folder, receipt);
  expect(await readReceipt(folder, "a.zarr")).toEqual(receipt);
  const cutting: Sink = Object.assign(Object.create(new MemorySink()) as MemorySink, {
    async write(this: MemorySink, path: string, [bytes]: readonly Uint8Array<ArrayBuffer>[]) {
      this.files.set(path, bytes!.slice(0, bytes!.length / 2));
    },
  });
  const failing = Object.assign(Object.create(folder) as MemoryDestination, { sink: async () => cutting });
  await expect(writeReceipt(failing, receipt)).rejects.toMatchObject({
    kind: "storage",
    message: expect.stringContaining(RECEIPTS),
  });
});
