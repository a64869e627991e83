// npm start: installs and builds what is missing, serves the page on this computer, opens it.
//
// PORT=8080   the port to use (default 5420; another free one if that is taken)
// BROWSER=none   don't open a window

import { fileURLToPath } from "node:url";
import { openInBrowser } from "../cli/openInBrowser.mjs";
import { PAGE_PORT, servePage } from "../cli/servePage.mjs";
import { ensureApp } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Zarrdrop needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}

ensureInstalled(root);
await ensureApp(root);
const { url } = await servePage({
  folder: fileURLToPath(new URL("../dist/app", import.meta.url)),
  port: Number(process.env["PORT"] ?? PAGE_PORT),
  ifTaken: "another",
});
console.log(`Zarrdrop is at ${url} (stop it with Ctrl+C)`);
if (process.env["BROWSER"] !== "none") openInBrowser(url);
