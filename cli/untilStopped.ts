import { once } from "node:events";

/** Waits until the person stops a server (Ctrl-C), which is its usual end, and ends it. */
export async function untilStopped(server: { close: () => Promise<void> }, signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
  await server.close();
}
