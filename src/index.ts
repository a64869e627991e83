/**
 * The engine for other programs: open an image, plan, convert, look at what is there, check it. `docs/api.md` is made from this file.
 */
export { openImage } from "./door/openImage.ts";
export { plan } from "./door/plan.ts";
export { convert } from "./door/convert.ts";
export { inspect } from "./door/inspect.ts";
export { validate } from "./door/validate.ts";
export { restore } from "./door/restore.ts";
export { MemorySink } from "./store/memorySink.ts";
export { ZarrdropError } from "./model/errors.ts";

export type { ImageSource } from "./door/imageSource.ts";
export type { OwnFile } from "./model/references.ts";
export type { OpenedImage } from "./door/openImage.ts";
export type { ImageDescription } from "./model/image.ts";
export type { Destination } from "./door/destination.ts";
export type { Sink } from "./store/sink.ts";
export type { PlannedConversion } from "./door/plan.ts";
export type { ConversionReport } from "./plan/job.ts";
export type { StoreValidation } from "./plan/storeValidation.ts";
