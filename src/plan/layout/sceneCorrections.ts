import { asZarrdropError, ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { settingError } from "../settings/settingError.ts";
import type { SceneCorrection, Settings } from "../settings/settings.ts";
import { record } from "../settings/settingValues.ts";

const NAME = "scene_corrections";

/** The lists that can be said of a single scene, by their names in files. */
const MEMBERS = { axes_units: "axesUnits", physical_pixel_size: "physicalPixelSize" } as const;

/**
 * Corrections by scene number. Members may be spelt as in files or in camelCase; what is null or left out is not corrected. Null
 * where nothing is.
 * @param parsers check the lists; `where` names the place
 * @throws `setting` for `scene_corrections`
 */
export function parseSceneCorrections(
  value: unknown,
  parsers: { [Key in keyof SceneCorrection]: (list: unknown, name: string, where: string) => SceneCorrection[Key] },
): Settings["sceneCorrections"] {
  const entries = Object.entries(record(value, NAME)).map(([scene, given]): [string, SceneCorrection] => {
    if (!/^(?:0|[1-9]\d{0,8})$/.test(scene) || Number(scene) >= LIMITS.scenes) {
      throw settingError(
        NAME,
        `${NAME} has “${scene.slice(0, 60)}”, which is no scene`,
        "Name scenes by number, from 0 on.",
      );
    }
    const members = record(given, NAME, `${NAME}[${scene}]`);
    const correction: SceneCorrection = { axesUnits: null, physicalPixelSize: null };
    for (const [name, list] of Object.entries(members)) {
      const [spelling, key] = Object.entries(MEMBERS).find((names) => names.includes(name as never)) ?? [];
      if (key === undefined) {
        throw settingError(
          NAME,
          `${NAME}[${scene}] has “${name.slice(0, 60)}”`,
          `Give one of: ${Object.keys(MEMBERS).join(", ")}.`,
        );
      }
      if (list === null || list === undefined) continue;
      const where = `${NAME}[${scene}].${spelling}`;
      if (key === "axesUnits") correction.axesUnits = parsers.axesUnits(list, NAME, where);
      else correction.physicalPixelSize = parsers.physicalPixelSize(list, NAME, where);
    }
    return [scene, correction];
  });
  const corrected = entries.filter(([, correction]) => Object.values(correction).some((list) => list !== null));
  return corrected.length === 0 ? null : Object.fromEntries(corrected);
}

/** The settings as they hold for one scene. `scene` is its number, as in `scenes`. */
export function settingsOfScene(settings: Settings, scene: number): Settings {
  const correction = settings.sceneCorrections?.[scene];
  if (correction === undefined) return settings;
  return {
    ...settings,
    axesUnits: correction.axesUnits ?? settings.axesUnits,
    physicalPixelSize: correction.physicalPixelSize ?? settings.physicalPixelSize,
  };
}

/**
 * Does `plan` for a scene; what is wrong with a list that is a correction of it is said of `scene_corrections`.
 * @throws what `plan` throws
 */
export function planScene<T>(settings: Settings, scene: number, plan: (settings: Settings) => T): T {
  try {
    return plan(settingsOfScene(settings, scene));
  } catch (thrown) {
    const error = asZarrdropError(thrown);
    const member = Object.entries(MEMBERS).find(([name]) => name === error.details.setting);
    const corrected = member === undefined ? null : settings.sceneCorrections?.[scene]?.[member[1]];
    if (corrected === null || corrected === undefined) throw thrown;
    const { at = [] } = error.details;
    throw new ZarrdropError(error.kind, `${NAME}[${scene}].${error.message}`, {
      ...error.details,
      setting: NAME,
      at: [scene, ...at],
    });
  }
}
