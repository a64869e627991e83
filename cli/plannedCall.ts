import { destinationAt } from "../src/door/node/destinationAt.ts";
import { openImage, plan as planImage, type PlannedConversion } from "../src/index.ts";
import type { Settings } from "../src/plan/settings/settings.ts";
import type { ConvertJob } from "./convertOptions.ts";
import { print } from "./print.ts";

/** The image of a call, described and closed again, and the settings of the call. */
export type OpenedCall = {
  image: Awaited<ReturnType<typeof openImage>>;
  settings: Settings;
};

/** @throws those of the settings, the destination's path and the source; `cancelled` */
export async function openCall(
  { settings: parse, source, sequence, labels, destination }: ConvertJob,
  signal: AbortSignal,
): Promise<OpenedCall> {
  const settings = parse();
  // Nobody waits for a large source to hear that.
  await destinationAt(destination);
  const { mosaic } = settings;
  const image = await openImage(source, { mosaic, labels, signal, ...(sequence === null ? {} : { sequence }) });
  image.close();
  return { image, settings };
}

/** @throws those of `plan`; `cancelled` */
export function planCall(
  { image, settings }: OpenedCall,
  destination: string,
  signal: AbortSignal,
): Promise<PlannedConversion> {
  return planImage(image, destination, settings, {
    onWait: (text) => print(`${text}\n`, process.stderr),
    signal,
  });
}
