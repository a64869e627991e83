// node memory.mjs cells.ome.tif: from bytes that the program has, into memory; the place of either may be anything.
import { readFileSync } from "node:fs";
import { convert, MemorySink, openImage, plan } from "zarrdrop";

const bytes = new Uint8Array(readFileSync(process.argv[2]));
const read = async (offset, length) => bytes.slice(offset, offset + length);
const image = await openImage({ name: "cells.ome.tif", size: bytes.length, read });
const sink = new MemorySink();
await convert(await plan(image, sink));
console.log([...sink.files.keys()].join("\n"));
