/**
 * Names of light that goes through the sample, as instruments and people write them. Its pictures are bright where nothing is: added to
 * fluorescence they would hide it.
 */
const NAMES =
  /(?<![a-z])(bright[ _-]?field|bf|phase([ _-]?contrast)?|ph[ _-]?[123]|dic|nomarski|pgc|trans(mitted|mission)?([ _-]?light)?|tl(d|[ _-]?[0-9]+)?|t[ _-]?pmt|esid|oblique|relief|hoffman|polari[sz]ed?)(?![a-z])/i;

/** Whether a channel is of transmitted light, as far as its name tells. */
export function isTransmitted(name: string): boolean {
  return NAMES.test(name);
}
