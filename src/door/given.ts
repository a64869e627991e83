import { platform } from "#platform";
import { ZarrdropError } from "../model/errors.ts";
import { isObject } from "../model/untrustedJson.ts";

/**
 * The signal of a call's options, or one that nobody gives.
 * @throws {ZarrdropError} setting for options, or a signal, that are none: programs without types give anything
 */
export function signalOf(options: { signal?: AbortSignal }): AbortSignal {
  expectGiven(isObject(options), "What was given as options is no object.");
  const { signal } = options;
  const isSignal =
    signal === undefined || (isObject(signal) && "aborted" in signal && typeof signal.addEventListener === "function");
  expectGiven(isSignal, "What was given as signal is no AbortSignal.", "signal");
  return platform.signal(signal);
}

/**
 * Refuses what a program gave wrong.
 * @throws {ZarrdropError} setting
 */
export function expectGiven(isRight: boolean, message: string, setting?: string): void {
  if (!isRight) throw new ZarrdropError("setting", message, setting === undefined ? {} : { setting });
}
