import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  worker: { format: "es" },
  test: {
    include: ["{src,workers,cli,fixtures}/**/*.test.{ts,tsx}"],
    testTimeout: 20_000,
  },
});
