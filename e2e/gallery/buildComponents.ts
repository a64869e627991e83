import { writeFileSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { build } from "vite";

/** Builds the page that draws every component in every state into a folder, from which `servePage` serves it. */
export async function buildComponents(outDir: string): Promise<void> {
  await build({
    root: import.meta.dirname,
    base: "./",
    configFile: false,
    logLevel: "error",
    plugins: [react()],
    define: { __ZARRDROP_VERSION__: JSON.stringify("0"), __ZARRDROP_FORMATS__: "[]" },
    build: { outDir, emptyOutDir: true, assetsInlineLimit: 0 },
  });
  // What the server sends with each file.
  writeFileSync(join(outDir, "_headers"), "/*\n  X-Content-Type-Options: nosniff\n");
}
