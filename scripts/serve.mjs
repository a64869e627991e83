// Serves a built page, on this computer only.
//
//   node scripts/serve.mjs [folder] [port]

import { fileURLToPath } from "node:url";
import { servePage } from "../cli/servePage.mjs";

const { url } = await servePage({
  folder: process.argv[2] ?? fileURLToPath(new URL("../dist/app", import.meta.url)),
  port: Number(process.argv[3] ?? 0),
  ifTaken: "fail",
});
console.log(url);
