import { expect, type Locator, type Page } from "@playwright/test";
import type { ParameterKey } from "../../src/plan/settings/parameterRow.ts";
import { parameterOf } from "../../src/plan/settings/parameters.ts";
import { openTab } from "./page.ts";

/** What is given for a channel in the form's own editor. */
export type ChannelText = { name: string; color: string };

/** Parameters with an editor of their own, and what is given there. */
type Edited = {
  channels: readonly ChannelText[];
  levelShapes: readonly (readonly number[])[];
  /** One shape for all levels, or one per level. */
  chunkShape: readonly number[] | readonly (readonly number[])[];
  shardShape: readonly number[] | readonly (readonly number[])[];
  shardFactor: readonly number[];
  rootTransform: readonly number[];
  axesNames: readonly string[];
  axesTypes: readonly string[];
  axesUnits: readonly string[];
  physicalPixelSize: readonly number[];
  /** By the scene's name in the list of scenes. */
  sceneCorrections: Readonly<Record<string, { axesUnits: readonly string[]; physicalPixelSize: readonly number[] }>>;
  rdefs: { "Time point": string; "Plane (z)": string; Colours: string };
  creatorInfo: Readonly<Record<string, string>>;
};

/** What is given in the form, by parameter: what a person types or chooses. */
export type ParameterTexts = Partial<Record<Exclude<ParameterKey, keyof Edited>, string>> & Partial<Edited>;

/** The settings, in their tab. */
export function settingsOf(page: Page): Locator {
  return page.getByRole("region", { name: "Settings", exact: true });
}

/** Shows the parameters that are not in sight from the start. */
export async function openAdvanced(page: Page): Promise<void> {
  await openTab(page, "Settings");
  const button = settingsOf(page).getByRole("button", { name: "Advanced" });
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
}

/** The control of a parameter; of those in sight, the list that offers the usual values. */
export function fieldOf(page: Page, key: ParameterKey): Locator {
  const parameter = parameterOf(key);
  return settingsOf(page).getByLabel(key === "compressor" ? "Codec in full" : parameter.label, { exact: true });
}

/** One of the fields of an editor, by its accessible name. */
export function cellOf(page: Page, name: string): Locator {
  return settingsOf(page).getByLabel(name, { exact: true });
}

/** The text beside a control, its help or what is wrong with it. */
export async function textBeside(page: Page, control: Locator): Promise<string> {
  const id = await control.getAttribute("aria-describedby");
  return id === null ? "" : ((await page.locator(`[id="${id}"]`).textContent()) ?? "");
}

/** Derives again what the editor of a parameter was given. */
export async function resetEditor(page: Page, label: string): Promise<void> {
  await settingsOf(page)
    .getByRole("button", { name: `Reset to derived: ${label}`, exact: true })
    .click();
}

/** Gives parameters through their controls, in the order of `texts`. */
export async function setParameters(page: Page, texts: ParameterTexts): Promise<void> {
  await openAdvanced(page);
  // The keys and values of ParameterTexts belong together; `Object.entries` forgets it.
  for (const [key, value] of Object.entries(texts) as [ParameterKey, unknown][]) {
    if (typeof value === "string") await setParameter(page, key, value);
    else await EDITORS[key as keyof Edited](page, value as never);
  }
}

async function setParameter(page: Page, key: ParameterKey, text: string): Promise<void> {
  const field = fieldOf(page, key);
  const tag = await field.evaluate((element) => (element instanceof HTMLInputElement ? element.type : "select"));
  if (tag === "checkbox") {
    // The box itself is drawn by its label.
    if ((await field.isChecked()) !== (text === "yes")) await field.evaluate((box: HTMLElement) => box.click());
  } else if (tag === "select" && (await field.evaluate((element) => element.tagName)) === "SELECT") {
    await field.selectOption(text);
  } else {
    await field.fill(text);
  }
}

const EDITORS: { [Key in keyof Edited]: (page: Page, value: Edited[Key]) => Promise<void> } = {
  channels: setChannels,
  levelShapes: setLevels,
  chunkShape: async (page, value) => setShapes(page, "Chunk shape", value),
  shardShape: async (page, value) => setShapes(page, "Shard shape", value),
  shardFactor: async (page, value) => setRow(page, "Shard factor", "all levels", value),
  rootTransform: async (page, value) => setRow(page, "Root transform", "scale", value),
  axesNames: async (page, value) => setColumn(page, 0, value),
  axesTypes: async (page, value) => setColumn(page, 1, value),
  axesUnits: async (page, value) => setColumn(page, 2, value),
  physicalPixelSize: async (page, value) => setColumn(page, 3, value.map(String)),
  sceneCorrections: setCorrections,
  rdefs: setRenderingDefaults,
  creatorInfo: setCreator,
};

async function setChannels(page: Page, channels: readonly ChannelText[]): Promise<void> {
  for (const [index, channel] of channels.entries()) {
    await cellOf(page, `Name of channel ${index + 1}`).fill(channel.name);
    await cellOf(page, `Stored colour of channel ${index + 1}`).fill(channel.color);
  }
}

async function setLevels(page: Page, levels: Edited["levelShapes"]): Promise<void> {
  const rows = settingsOf(page).getByRole("table", { name: "Level shapes" }).locator("tbody");
  const add = settingsOf(page).getByRole("button", { name: "Add level" });
  while ((await rows.count()) < levels.length) await add.click();
  for (let last = (await rows.count()) - 1; last >= levels.length; last--) {
    await settingsOf(page)
      .getByRole("button", { name: `Remove level ${last}`, exact: true })
      .click();
  }
  for (const [level, shape] of levels.entries()) await setRow(page, "Level shapes", `level ${level}`, shape);
}

async function setShapes(page: Page, label: string, value: Edited["chunkShape"]): Promise<void> {
  const isOne = typeof value[0] === "number";
  await settingsOf(page)
    .getByRole("radiogroup", { name: `${label} for` })
    .getByText(isOne ? "All levels" : "Each level")
    .click();
  const rows = (isOne ? [value] : value) as readonly (readonly number[])[];
  for (const [level, shape] of rows.entries()) {
    await setRow(page, label, isOne ? "all levels" : `level ${level}`, shape);
  }
}

/** Types into the cells of a row; of fewer numbers than axes the last axes get them. */
async function setRow(page: Page, label: string, row: string, numbers: readonly number[]): Promise<void> {
  const columns = await settingsOf(page)
    .getByRole("table", { name: label, exact: true })
    .locator("thead th")
    .allTextContents();
  const axes = columns.slice(1).slice(-numbers.length);
  for (const [at, axis] of axes.entries()) {
    await cellOf(page, `${label}, ${row}, ${axis}`).fill(String(numbers[at]));
  }
}

async function setColumn(page: Page, column: number, texts: readonly string[]): Promise<void> {
  const rows = settingsOf(page).getByRole("table", { name: "Axes", exact: true }).getByRole("row");
  for (const [axis, text] of texts.entries()) {
    const cell = rows
      .nth(axis + 1)
      .locator("input, select")
      .nth(column);
    if ((await cell.evaluate((element) => element.tagName)) === "SELECT") await cell.selectOption(text);
    else await cell.fill(text);
  }
}

async function setCorrections(page: Page, scenes: Edited["sceneCorrections"]): Promise<void> {
  for (const [scene, { axesUnits, physicalPixelSize }] of Object.entries(scenes)) {
    await cellOf(page, "Axes of").selectOption(scene);
    await setColumn(page, 2, axesUnits);
    await setColumn(page, 3, physicalPixelSize.map(String));
  }
  await cellOf(page, "Axes of").selectOption("All scenes");
}

async function setRenderingDefaults(page: Page, members: Edited["rdefs"]): Promise<void> {
  await cellOf(page, "Time point").fill(members["Time point"]);
  await cellOf(page, "Plane (z)").fill(members["Plane (z)"]);
  await cellOf(page, "Colours").selectOption(members.Colours);
}

async function setCreator(page: Page, entries: Edited["creatorInfo"]): Promise<void> {
  for (const [at, [name, value]] of Object.entries(entries).entries()) {
    await settingsOf(page).getByRole("button", { name: "Add entry" }).click();
    await cellOf(page, `Name of creator entry ${at + 1}`).fill(name);
    await cellOf(page, `Value of creator entry ${at + 1}`).fill(value);
    await expect(cellOf(page, `Value of creator entry ${at + 1}`)).toHaveValue(value);
  }
}
