import type { Endpoint } from "comlink";
import { LIFE, type Wait } from "../model/lifeSigns.ts";

/** Asked beside the calls, on the same channel: Comlink passes over what is not its own. */
export type LifeQuestion = { life: "there?"; number: number };

/** The answer of a thread whose event loop turns, or what it says unasked while it works. */
export type LifeSignal =
  | { life: "here"; number: number; steps: number; waitsFor: Wait | null; bytesOnTheirWay: number }
  /** It got on. For so many milliseconds it may now be unable to answer. */
  | { life: "works"; milliseconds: number };

/** Bytes that the slowest decoder or encoder on the slowest computer does in a second: JPEG 2000, LZMA, Zstandard at its highest level. */
const SLOWEST_BYTES_PER_SECOND = 2 ** 20;

/** Milliseconds between two signals that say no more than the one before. */
const SIGNAL_INTERVAL = 500;

/**
 * Lets whoever watches this thread know that it lives: answers questions, and says now and then that work goes on, as loops that do not
 * let go of the thread cannot answer. Called once, before the thread is asked to work.
 */
export function giveLifeSignals(endpoint: Endpoint, life = LIFE): void {
  const send = (signal: LifeSignal): void => endpoint.postMessage(signal);
  endpoint.addEventListener("message", (event) => {
    // Comlink's endpoints are typed for any event; those of this name are messages.
    const data: unknown = (event as MessageEvent<unknown>).data;
    if (isLifeQuestion(data)) send({ life: "here", number: data.number, ...life.signs() });
  });
  let saidAt = -Infinity;
  let said = 0;
  life.listen((bytes) => {
    const milliseconds = (bytes / SLOWEST_BYTES_PER_SECOND) * 1000;
    const now = performance.now();
    if (now - saidAt < SIGNAL_INTERVAL && milliseconds <= said) return;
    saidAt = now;
    said = milliseconds;
    send({ life: "works", milliseconds });
  });
}

/** Whether a message is a signal and no answer of Comlink's. */
export function isLifeSignal(data: unknown): data is LifeSignal {
  return typeof data === "object" && data !== null && "life" in data && data.life !== "there?";
}

function isLifeQuestion(data: unknown): data is LifeQuestion {
  return typeof data === "object" && data !== null && "life" in data && data.life === "there?";
}
