declare module "comlink/dist/esm/node-adapter.mjs" {
  /** Shaped as in the package's `node-adapter.d.ts`, which TypeScript does not find beside the `.mjs` file. */
  export default function nodeEndpoint(
    port: import("node:worker_threads").MessagePort | import("node:worker_threads").Worker,
  ): import("comlink").Endpoint;
}
