/** Below this, one thread is done with a plane sooner than two would have shared it. */
export const WORTHWHILE_BYTES = 24 * 2 ** 20;
/** Bands per worker: more balance better, but each band border reads a few rows twice. */
export const BANDS_PER_WORKER = 2;
