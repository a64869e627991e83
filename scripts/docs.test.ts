import { expect, it } from "vitest";
import { parametersMarkdown } from "../src/plan/parametersMarkdown.ts";

it("docs/parameters.md says what the parameters are (npx vitest run scripts -u writes it anew)", async () => {
  await expect(parametersMarkdown()).toMatchFileSnapshot("../docs/parameters.md");
});
