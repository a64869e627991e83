import { expect, it } from "vitest";
import { parametersMarkdown } from "../src/plan/parametersMarkdown.ts";
import { problemsMarkdown } from "../src/store/validation/problemsMarkdown.ts";

it("docs/parameters.md says what the parameters are (npx vitest run scripts -u writes it anew)", async () => {
  await expect(parametersMarkdown()).toMatchFileSnapshot("../docs/parameters.md");
});

it("docs/validation.md lists all codes of problems (npx vitest run scripts -u writes it anew)", async () => {
  await expect(problemsMarkdown()).toMatchFileSnapshot("../docs/validation.md");
});
