import type { MessagePort, Worker } from "node:worker_threads";
import type { Endpoint } from "comlink";
// The package has no entry for it in its own types; it is the documented way to use Comlink in Node.
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";

/** A thread of Node as Comlink wants to see it. */
export function threadEndpoint(port: MessagePort | Worker): Endpoint {
  return nodeEndpoint(port);
}
