import { defineConfig } from "@playwright/test";
import config from "../../playwright.config.ts";

/** Draws the gallery: `npm run gallery`, which builds the page and finds a browser. */
export default defineConfig(config, {
  testDir: ".",
  outputDir: "../../test-results/gallery-run",
  testMatch: "**/*.gallery.ts",
  workers: 1,
  timeout: 3_600_000,
});
