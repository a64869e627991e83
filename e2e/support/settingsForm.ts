import type { Locator, Page } from "@playwright/test";
import { parameterOf, type ParameterKey } from "../../src/plan/parameters.ts";

/** What is given for a channel in the form's own editor. */
export type ChannelText = { name: string; color: string };

/** Texts for the form, by parameter: what a person types or chooses. */
export type ParameterTexts = Partial<Record<Exclude<ParameterKey, "channels">, string>> & {
  channels?: readonly ChannelText[];
};

/** The card with the settings. */
export function settingsOf(page: Page): Locator {
  return page.getByRole("region", { name: "Settings", exact: true });
}

/** Shows the parameters that are not in sight from the start. */
export async function openAdvanced(page: Page): Promise<void> {
  const button = settingsOf(page).getByRole("button", { name: "Advanced" });
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
}

/** The control of a parameter; of those in sight, the list that offers the usual values. */
export function fieldOf(page: Page, key: ParameterKey): Locator {
  const parameter = parameterOf(key);
  return settingsOf(page).getByLabel(key === "compressor" ? "Codec in full" : parameter.label, { exact: true });
}

/** The text beside a control, its help or what is wrong with it. */
export async function textBeside(page: Page, key: ParameterKey): Promise<string> {
  const id = await fieldOf(page, key).getAttribute("aria-describedby");
  return id === null ? "" : ((await page.locator(`[id="${id}"]`).textContent()) ?? "");
}

/** Gives parameters through their controls, in the order of `texts`. */
export async function setParameters(page: Page, texts: ParameterTexts): Promise<void> {
  await openAdvanced(page);
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text === "string") {
      // The keys of ParameterTexts are parameters; `Object.entries` forgets it.
      await setParameter(page, key as ParameterKey, text);
      continue;
    }
    for (const [index, channel] of text.entries()) {
      await settingsOf(page)
        .getByLabel(`Name of channel ${index + 1}`)
        .fill(channel.name);
      await settingsOf(page)
        .getByLabel(`Stored colour of channel ${index + 1}`)
        .fill(channel.color);
    }
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
