// npm run gallery: every component in every state, and every screen and state of the page, light and dark, narrow and wide, in forced colours, as
// pictures in test-results/gallery with one page over them; axe-core looks at each. Says what it found.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureApp } from "./build.mjs";
import { findBrowser } from "./findBrowser.mjs";
import { ensureInstalled } from "./install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
ensureInstalled(root);
await ensureApp(root);
const browser = await findBrowser();
if (browser === null) {
  console.error("No browser was found: set CHROME_PATH.");
  process.exit(2);
}
const command = join(root, "node_modules", ".bin", "playwright");
const words = ["test", "-c", join("e2e", "gallery"), ...process.argv.slice(2)];
const { status } = spawnSync(command, words, {
  cwd: root,
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, CHROME_PATH: browser },
});
console.log(`The pictures: ${join(root, "test-results", "gallery", "index.html")}`);
process.exitCode = status ?? 1;
