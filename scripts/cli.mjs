// The command line: builds it when the sources are newer, then runs it in this process.
//
//   npm run --silent convert -- FILE --destination FOLDER
//   npm run --silent inspect -- FILE
//   npm run --silent restore -- STORE
//   npm run --silent validate -- STORE
//   npm run --silent serve -- STORE

import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ensureCommandLine } from "./build.mjs";

// npm runs scripts in the project's folder; paths are meant from where the command was given.
if (process.env["npm_lifecycle_event"] !== undefined) process.chdir(process.env["INIT_CWD"] ?? ".");

const folder = await ensureCommandLine(fileURLToPath(new URL("..", import.meta.url)));
await import(pathToFileURL(join(folder, "main.js")).href);
