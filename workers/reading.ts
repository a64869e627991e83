import { expose } from "comlink";
import { ReadingService } from "../src/convert/reading/readingService.ts";
import { whileWaiting } from "../src/model/lifeSigns.ts";
import { TokenTable } from "../src/protocol/abortTokens.ts";
import type { ReadingApi } from "../src/protocol/api.ts";
import { transferPixels } from "../src/protocol/pixelTransfer.ts";

/** Makes this worker the one that reads for the page. */
export function answerReading(): void {
  const service = new ReadingService();
  const tokens = new TokenTable();
  const api: ReadingApi = {
    ready: async () => {},
    identify: (source, token) => tokens.run(token, (signal) => service.identify(source, signal)),
    open: (source, options, token) => tokens.run(token, (signal) => service.open(source, options, signal)),
    openStore: (destination, storeName, token) =>
      tokens.run(token, (signal) => service.openStore(destination, storeName, signal)),
    close: (source) => service.close(source),
    forgetKept: () => service.forgetKept(),
    readLevel: async ({ token, ...request }) =>
      transferPixels(await tokens.run(token, (signal) => service.readLevel(request, signal))),
    readRough: async ({ token, ...request }) =>
      transferPixels(await tokens.run(token, (signal) => service.readRough(request, signal))),
    measureStorage: (source, question, token) =>
      tokens.run(token, (signal) => service.measureStorage(source, question, signal)),
    measureChunk: ({ token, ...request }) => tokens.run(token, (signal) => service.measureChunk(request, signal)),
    validateStore: (store, options, token, onProgress) =>
      tokens.run(token, (signal) => service.validateStore(store, options, onProgress, signal)),
    storeContents: (store, token) => tokens.run(token, (signal) => service.storeContents(store, signal)),
    archiveStore: (destination, storeName, token) =>
      tokens.run(token, async (signal) => {
        // Only browsers without access to folders need it.
        const { zipBlob } = await whileWaiting("disk", import("../src/store/zipBlob.ts"));
        return zipBlob(destination, storeName, signal);
      }),
    describeDestination: (destination, token) =>
      tokens.run(token, async (signal) => {
        // Only where time points are added to stores.
        const { planContext } = await whileWaiting("disk", import("../src/convert/reading/planContext.ts"));
        return planContext(destination, signal);
      }),
    lookAtStores: (destination, stores, token) =>
      tokens.run(token, async (signal) => {
        // Only where something is in the way.
        const { lookAtStores } = await whileWaiting("disk", import("../src/convert/reading/lookAtStores.ts"));
        return lookAtStores(destination, stores, signal);
      }),
    planForDestination: (source, settings, destination, otherNames, token, onWait) =>
      tokens.run(token, (signal) =>
        service.planForDestination(
          source,
          { settings, destination, otherNames, onWait, cores: navigator.hardwareConcurrency },
          signal,
        ),
      ),
    cancel: (token) => tokens.cancel(token),
  };
  expose(api);
}
