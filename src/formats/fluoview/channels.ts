import type { ByteDirectory } from "../../bytes/source.ts";
import { baseName, joinPath } from "../../model/paths.ts";
import { hexColour } from "../../model/hexColour.ts";
import type { ChannelDescription } from "../../model/image.ts";
import { type AxisSettings, axisOf, wavelengthAt } from "./axes.ts";
import type { Settings } from "./settings.ts";

/** Bytes of a colour in a table of colours: blue, green, red and one that says nothing. */
const COLOUR_BYTES = 4;

/** Where the tables of colours are. */
export type ColourTables = { directory: ByteDirectory; folder: string; signal: AbortSignal };

/**
 * What is known of channels, in the order of `channels` and, for each, of `wavelengths`: numbers as files have them. Each wavelength of a
 * spectral scan is a channel of its own.
 * @throws those of reading
 */
export async function describeChannels(
  settings: Settings,
  { channels, wavelengths }: { channels: readonly number[]; wavelengths: readonly number[] },
  tables: ColourTables,
): Promise<ChannelDescription[]> {
  const spectrum = wavelengths.length > 1 ? axisOf(settings, "L") : null;
  const described: ChannelDescription[] = [];
  for (const channel of channels) {
    const color = await colourOf(settings, channel, tables);
    for (const [index] of wavelengths.entries()) {
      const own = wavelengths.length > 1 ? { index, spectrum } : null;
      described.push(describeChannel(settings, channel, color, own));
    }
  }
  return described;
}

function describeChannel(
  settings: Settings,
  channel: number,
  color: string | null,
  own: { index: number; spectrum: AxisSettings | null } | null,
): ChannelDescription {
  const section = `Channel ${channel} Parameters`;
  const name = settings.text(section, "CH Name") || null;
  const emission = settings.number(section, "EmissionWavelength");
  if (own === null) {
    return {
      name,
      color,
      window: null,
      emissionWavelengthNanometre: emission !== null && emission > 0 ? emission : null,
    };
  }
  const wavelength = wavelengthAt(own.spectrum, own.index);
  const suffix = wavelength === null ? `λ ${own.index + 1}` : `${wavelength} nm`;
  return {
    name: name === null ? suffix : `${name}, ${suffix}`,
    color,
    window: null,
    emissionWavelengthNanometre: wavelength,
  };
}

/** The colour of the brightest value, which is the last of a channel's table; null without a table, or for black. */
async function colourOf(
  settings: Settings,
  channel: number,
  { directory, folder, signal }: ColourTables,
): Promise<string | null> {
  const named = settings.text("ProfileSaveInfo", `LutFileName${channel - 1}`).replaceAll("\\", "/");
  const source = named === "" ? null : await directory.open(joinPath(folder, baseName(named)));
  if (source === null || source.size < COLOUR_BYTES) return null;
  const [blue, green, red] = await source.read(source.size - COLOUR_BYTES, COLOUR_BYTES, signal);
  const colour = hexColour([red!, green!, blue!]);
  return colour === "000000" ? null : colour;
}
