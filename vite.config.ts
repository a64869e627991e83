import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { bundleSizes } from "./scripts/bundleSizes.ts";
import { LongestFirst } from "./scripts/longestFirst.ts";
import { offlinePlugin } from "./scripts/offlinePlugin.ts";
import { hiddenMaps } from "./scripts/hiddenMaps.ts";
import { notices } from "./scripts/notices/noticesPlugin.ts";
import { metaPolicy } from "./scripts/metaPolicy.ts";
import { META_POLICY, SECURITY_HEADERS } from "./scripts/securityHeaders.ts";
import { webManifest } from "./scripts/webManifest.ts";
import { withoutEval } from "./scripts/withoutEval.ts";

// JSON.parse gives `any`; package.json always has a version.
const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as { version: string };

const sizes = bundleSizes({
  firstLoad: 124_500,
  // Grows with the formats: every worker recognises all of them before it loads one.
  worker: 39_000,
  // Holds nothing of formats: what it does to pixels and writes.
  unit: 46_000,
  secondReader: 20_000,
  // TIFF with all that is built on it is the largest; what few files need (fax, old-style JPEG, plates) is loaded apart.
  format: 67_500,
  fonts: 45_000,
  wasm: 300_000,
});

const maps = hiddenMaps("dist/maps");
const licences = notices();

/** Rooms whose code does not remember who used it before. */
const FORGETFUL_ROOMS = "model|sequence|plan|codecs|zarr|formats|pyramid";

export default defineConfig({
  // Relative, so that the page works in any folder of any server.
  base: "./",
  plugins: [
    withoutEval(),
    react(),
    metaPolicy(META_POLICY),
    licences.main,
    webManifest(),
    offlinePlugin(SECURITY_HEADERS),
    sizes.page,
    maps.page,
  ],
  define: {
    __ZARRDROP_VERSION__: JSON.stringify(version),
    // For the service worker, which answers with them, and for the page, which looks whether its host does.
    __SECURITY_HEADERS__: JSON.stringify(SECURITY_HEADERS),
  },
  worker: { format: "es", plugins: () => [withoutEval(), sizes.worker(), maps.worker(), licences.worker()] },
  preview: { headers: SECURITY_HEADERS },
  build: {
    outDir: "dist/app",
    target: "es2023",
    // Inlined assets would become data: URLs, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: "hidden",
    rolldownOptions: {
      input: { index: "index.html", service: "workers/service.ts" },
      output: {
        // The service worker's name must not change from build to build.
        entryFileNames: (chunk) => (chunk.name === "service" ? "service.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  test: {
    projects: [
      // Quick tests of such rooms share the modules, which are as dear to load as to test.
      {
        extends: true,
        test: { name: "shared", include: [`src/@(${FORGETFUL_ROOMS})/**/!(*.slow).test.ts`], isolate: false },
      },
      {
        extends: true,
        test: {
          name: "apart",
          include: [
            `src/@(${FORGETFUL_ROOMS})/**/*.slow.test.ts`,
            `src/!(${FORGETFUL_ROOMS})/**/*.test.{ts,tsx}`,
            "{workers,cli,scripts,fixtures,testing}/**/*.test.{ts,tsx}",
          ],
        },
      },
    ],
    // On two cores vitest would use one of them.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    // Only what hangs gets there: limits of time are in the tests, as processor time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./testing/figuresReporter.ts"],
    // Of the tests that answer at once (`npm test -- fast` in CI), where there are no samples beside the checkout. The floor is only ever raised.
    coverage: {
      provider: "v8",
      // Components have no logic of their own to be tried here: journeys see them in a browser.
      include: ["src/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: ["text-summary"],
      thresholds: { statements: 81, branches: 75, functions: 83, lines: 83 },
    },
  },
});
