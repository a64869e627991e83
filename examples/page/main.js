import { convert, openImage, plan } from "zarrdrop";

document.querySelector("input").addEventListener("change", async ({ target }) => {
  const image = await openImage(target.files[0]);
  const folder = await navigator.storage.getDirectory();
  const { outputs, route } = await convert(await plan(image, folder, { numLevels: 2 }));
  document.querySelector("output").textContent = `${outputs[0].storeName}: ${route}`;
});
