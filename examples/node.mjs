// node node.mjs cells.ome.tif out: converts an image and checks what was written.
import { convert, openImage, plan, validate } from "zarrdrop";

const [source, folder] = process.argv.slice(2);
const image = await openImage(source);
const planned = await plan(image, folder, { numLevels: "auto", downsampleMethod: "mean" });
image.close();
const { outputs } = await convert(planned);
for (const { storeName } of outputs) {
  const { valid, files } = await validate(`${folder}/${storeName}`);
  console.log(`${storeName}: ${files} files, ${valid ? "valid" : "not valid"}`);
}
