import { asZarrdropError } from "../../model/errors.ts";
import { valueFromText } from "../../plan/parameterText.ts";
import { parseSettings } from "../../plan/parseSettings.ts";
import type { Parameter } from "../../plan/parameters.ts";
import type { Settings } from "../../plan/settings.ts";

/** New settings, or why the value cannot be. */
export type Changed = { settings: Settings; error: null } | { settings: null; error: string };

/** Settings with one value changed and all of them checked together; null derives the value. */
export function withValue(settings: Settings, parameter: Parameter, value: unknown): Changed {
  const input: Record<string, unknown> = { ...settings, [parameter.key]: value };
  // The byte order belongs to the type that is being replaced.
  if (parameter.key === "dtype") delete input["dtypeByteOrder"];
  try {
    return { settings: parseSettings(input), error: null };
  } catch (thrown) {
    return { settings: null, error: messageOf(thrown) };
  }
}

/** The same for what was typed; an empty text derives the value. */
export function withText(settings: Settings, parameter: Parameter, text: string): Changed {
  try {
    return withValue(settings, parameter, valueFromText(parameter, text) ?? null);
  } catch (thrown) {
    return { settings: null, error: messageOf(thrown) };
  }
}

function messageOf(thrown: unknown): string {
  const { message, details } = asZarrdropError(thrown);
  return details.advice === undefined ? message : `${message} ${details.advice}`;
}
