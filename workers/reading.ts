import { expose } from "comlink";
import { ReadingService } from "../src/convert/readingService.ts";
import { FORMATS } from "../src/formats/registry.ts";
import { TokenTable } from "../src/protocol/abortTokens.ts";
import type { ReadingApi } from "../src/protocol/api.ts";
import { transferPixels } from "../src/protocol/pixelTransfer.ts";

/** Makes this worker the one that reads for the page. */
export function answerReading(): void {
  const service = new ReadingService();
  const tokens = new TokenTable();
  const api: ReadingApi = {
    formats: async () => FORMATS.map(({ id, name, extensions }) => ({ id, name, extensions: [...extensions] })),
    identify: (source) => service.identify(source),
    open: (source, options) => service.open(source, options),
    openStore: (destination, storeName) => service.openStore(destination, storeName),
    close: (source) => service.close(source),
    readLevel: async ({ token, ...request }) =>
      transferPixels(await tokens.run(token, (signal) => service.readLevel(request, signal))),
    validateStore: (store, options, token, onProgress) =>
      tokens.run(token, (signal) => service.validateStore(store, options, onProgress, signal)),
    archiveStore: (destination, storeName, token) =>
      tokens.run(token, async (signal) => {
        // Only browsers without access to folders need it.
        const { zipBlob } = await import("../src/store/zipBlob.ts");
        return zipBlob(destination, storeName, signal);
      }),
    describeDestination: async (destination) => {
      // Only where time points are added to stores.
      const { planContext } = await import("../src/convert/planContext.ts");
      return planContext(destination);
    },
    planForDestination: (source, settings, destination, otherNames, onWait) =>
      service.planForDestination(source, { settings, destination, otherNames, onWait }),
    cancel: (token) => tokens.cancel(token),
  };
  expose(api);
}
