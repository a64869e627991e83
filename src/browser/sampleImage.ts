import { writeOmeTiff } from "./omeTiffWriter.ts";
import { composeScene, randomNumbers } from "./sampleScene.ts";
import type { SampleScene } from "./sampleScene.ts";

/** Size of the sample image, in pixels and planes. */
export const SAMPLE = { sizeX: 1280, sizeY: 960, sizeZ: 7 } as const;

const CHANNELS = [
  { name: "Nuclei", color: 0x3d8bff },
  { name: "Membrane", color: 0x2ecc71 },
  { name: "Vesicles", color: 0xff5fa2 },
];

/** Camera offset and noise, in counts. */
const OFFSET = 110;

/**
 * Makes the sample image: a z-stack of cells in three channels, as an OME-TIFF file in memory. The same bytes every
 * time, no download. It works in slices, so that the page stays responsive.
 * @throws `AbortError`
 */
export async function makeSampleImage(signal: AbortSignal, size: typeof SAMPLE | Size = SAMPLE): Promise<File> {
  const scene = composeScene(size.sizeX, size.sizeY, size.sizeZ, 20_250_601);
  const noise = noiseTable(7);
  const planes: Uint16Array<ArrayBuffer>[] = [];
  for (let channel = 0; channel < CHANNELS.length; channel++) {
    for (let z = 0; z < size.sizeZ; z++) {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      const light = new Float32Array(size.sizeX * size.sizeY);
      PAINTERS[channel]!(scene, z, light);
      planes.push(expose(light, noise, channel * size.sizeZ + z));
    }
  }
  const blob = writeOmeTiff(
    {
      ...size,
      channels: CHANNELS,
      physicalSizeX: 0.1625,
      physicalSizeY: 0.1625,
      physicalSizeZ: 0.5,
      imageName: "Sample cells",
    },
    planes,
  );
  return new File([blob], "sample-cells.ome.tif", { type: "image/tiff", lastModified: 0 });
}

/** The sample image cut off in the middle, as a copy that was interrupted: shows what an error looks like. */
export async function makeBrokenSample(signal: AbortSignal): Promise<File> {
  const whole = await makeSampleImage(signal, { sizeX: 256, sizeY: 192, sizeZ: 3 });
  return new File([whole.slice(0, Math.floor(whole.size * 0.6))], "broken-sample.ome.tif", {
    type: "image/tiff",
    lastModified: 0,
  });
}

type Size = { sizeX: number; sizeY: number; sizeZ: number };
type Painter = (scene: SampleScene, z: number, light: Float32Array) => void;

const PAINTERS: Painter[] = [paintNuclei, paintMembranes, paintSpots];

function paintNuclei(scene: SampleScene, z: number, light: Float32Array): void {
  for (const nucleus of scene.nuclei) {
    const height = (nucleus.radius / 26) * 2.4;
    const away = (z - nucleus.z) / height;
    const [cos, sin] = [Math.cos(nucleus.angle), Math.sin(nucleus.angle)];
    forBox(scene, nucleus.x, nucleus.y, nucleus.radius * 1.4, (x, y, index) => {
      const dx = x - nucleus.x;
      const dy = y - nucleus.y;
      const u = (dx * cos + dy * sin) / nucleus.radius;
      const v = (dy * cos - dx * sin) / (nucleus.radius * nucleus.flatness);
      const inside = 1 - (u * u + v * v + away * away);
      if (inside < -0.5) return;
      let texture = 0.7;
      for (const clump of nucleus.clumps) {
        const distance = ((u - clump.u) ** 2 + (v - clump.v) ** 2) / (clump.size * clump.size);
        if (distance < 9) texture += clump.brightness * Math.exp(-distance);
      }
      light[index] = light[index]! + (nucleus.brightness * texture * 2600) / (1 + Math.exp(-inside * 9));
    });
  }
}

function paintMembranes(scene: SampleScene, z: number, light: Float32Array): void {
  const { borders } = scene;
  const middle = (scene.depth - 1) * 0.45;
  const focus = Math.exp(-(((z - middle) / (scene.depth * 0.45)) ** 2));
  const spread = 2.2 + Math.abs(z - middle) * 0.9;
  for (let y = 0; y < scene.height; y++) {
    const row = Math.min(y >> 1, borders.height - 1) * borders.width;
    for (let x = 0; x < scene.width; x++) {
      const distance = borders.distance[row + Math.min(x >> 1, borders.width - 1)]!;
      const line = Math.exp(-((distance / spread) ** 2));
      const haze = Math.exp(-distance / 26) * 0.13;
      const uneven = 0.75 + 0.25 * Math.sin(x * 0.019 + z) * Math.cos(y * 0.023);
      light[y * scene.width + x] = (line * 1500 + haze * 1500) * focus * uneven;
    }
  }
}

function paintSpots(scene: SampleScene, z: number, light: Float32Array): void {
  for (const spot of scene.spots) {
    const away = (z - spot.z) / 1.1;
    const strength = spot.brightness * 2400 * Math.exp(-away * away);
    if (strength < 4) continue;
    const radius = 3.2 + Math.abs(away) * 1.3;
    forBox(scene, spot.x, spot.y, radius * 2.6, (x, y, index) => {
      const squared = (x - spot.x) ** 2 + (y - spot.y) ** 2;
      light[index] = light[index]! + strength * Math.exp(-squared / (radius * radius));
    });
  }
}

function forBox(
  scene: SampleScene,
  centreX: number,
  centreY: number,
  reach: number,
  visit: (x: number, y: number, index: number) => void,
): void {
  const top = Math.max(0, Math.floor(centreY - reach));
  const bottom = Math.min(scene.height - 1, Math.ceil(centreY + reach));
  const left = Math.max(0, Math.floor(centreX - reach));
  const right = Math.min(scene.width - 1, Math.ceil(centreX + reach));
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) visit(x, y, y * scene.width + x);
}

/** Normally distributed numbers, to be picked from at random: drawing one per pixel would take seconds. */
function noiseTable(seed: number): Float32Array {
  const random = randomNumbers(seed);
  const table = new Float32Array(1 << 14);
  for (let index = 0; index < table.length; index++) {
    table[index] = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  }
  return table;
}

/** Light to counts: offset, shot noise (grows with the root of the light) and read noise. */
function expose(light: Float32Array, noise: Float32Array, seed: number): Uint16Array<ArrayBuffer> {
  const counts = new Uint16Array(light.length);
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  for (let index = 0; index < light.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const deviation = noise[state >>> 18]!;
    const value = OFFSET + light[index]! + deviation * (6 + 0.9 * Math.sqrt(light[index]!));
    counts[index] = value < 0 ? 0 : value > 4095 ? 4095 : value;
  }
  return counts;
}
