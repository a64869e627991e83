type Nucleus = {
  x: number;
  y: number;
  z: number;
  radius: number;
  flatness: number;
  angle: number;
  brightness: number;
  /** Denser places, in a unit circle. */
  clumps: { u: number; v: number; size: number; brightness: number }[];
};

/** A sheet of cells that was never alive: what the sample image shows. Deterministic for a seed. Lengths in pixels. */
export type SampleScene = {
  width: number;
  height: number;
  depth: number;
  nuclei: Nucleus[];
  spots: { x: number; y: number; z: number; brightness: number }[];
  /** Per pixel of a half-size grid: distance to the border between the two nearest cells. */
  borders: { width: number; height: number; distance: Float32Array };
};

/** Small, fast and good enough for pictures (mulberry32). Values in [0, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Places nuclei that hardly touch, spots and borders. Sizes in pixels and planes; the same seed gives the same scene. */
export function composeScene(width: number, height: number, depth: number, seed: number): SampleScene {
  const random = randomNumbers(seed);
  const nuclei: SampleScene["nuclei"] = [];
  const wanted = Math.round((width * height) / 19_000);
  for (let attempt = 0; attempt < wanted * 40 && nuclei.length < wanted; attempt++) {
    const radius = 26 + random() * 16;
    const candidate = {
      x: random() * width,
      y: random() * height,
      z: (0.35 + 0.3 * random()) * (depth - 1),
      radius,
      flatness: 0.62 + 0.3 * random(),
      angle: random() * Math.PI,
      brightness: 0.55 + 0.45 * random(),
      clumps: Array.from({ length: 14 }, () => ({
        u: (random() * 2 - 1) * 0.8,
        v: (random() * 2 - 1) * 0.8,
        size: 0.12 + 0.16 * random(),
        brightness: random() < 0.25 ? -0.3 : 0.15 + 0.35 * random(),
      })),
    };
    const free = nuclei.every(
      (other) => Math.hypot(other.x - candidate.x, other.y - candidate.y) > other.radius + radius + 24,
    );
    if (free) nuclei.push(candidate);
  }
  const spots: SampleScene["spots"] = [];
  for (const nucleus of nuclei) {
    const count = Math.floor(random() * 9);
    for (let index = 0; index < count; index++) {
      const direction = random() * 2 * Math.PI;
      const distance = nucleus.radius * (1.05 + 0.7 * random());
      spots.push({
        x: nucleus.x + distance * Math.cos(direction),
        y: nucleus.y + distance * Math.sin(direction),
        z: random() * (depth - 1),
        brightness: 0.35 + 0.65 * random(),
      });
    }
  }
  return { width, height, depth, nuclei, spots, borders: measureBorders(width, height, nuclei) };
}

function measureBorders(width: number, height: number, nuclei: SampleScene["nuclei"]): SampleScene["borders"] {
  const halfWidth = Math.ceil(width / 2);
  const halfHeight = Math.ceil(height / 2);
  const distance = new Float32Array(halfWidth * halfHeight);
  for (let row = 0; row < halfHeight; row++) {
    for (let column = 0; column < halfWidth; column++) {
      // A gentle wave bends the straight borders of the Voronoi cells.
      const x = column * 2 + 5 * Math.sin(row / 11);
      const y = row * 2 + 5 * Math.sin(column / 13);
      let nearest = Infinity;
      let second = Infinity;
      for (const nucleus of nuclei) {
        const length = (nucleus.x - x) ** 2 + (nucleus.y - y) ** 2;
        if (length < nearest) {
          second = nearest;
          nearest = length;
        } else if (length < second) second = length;
      }
      distance[row * halfWidth + column] = (Math.sqrt(second) - Math.sqrt(nearest)) / 2;
    }
  }
  return { width: halfWidth, height: halfHeight, distance };
}
