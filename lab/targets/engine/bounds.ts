/** How long the lab waits for an engine, in ms. Tests hand in shorter ones. */
export interface Bounds {
  /** For the first sign that an engine is there. */
  ping: number;
  /** For what an engine has at hand: inspect, list, tag. */
  reading: number;
  /** For what makes it work: create and start a container, remove an image. */
  work: number;
  /** For the removal of a container. Whoever measured in it waits for no longer: a later start removes it as well. */
  removal: number;
  /** For the next piece of a pull. */
  pull: number;
  /** For the next piece of a build or an import: a compiler, or mmdebstrap before it, may be silent for minutes. */
  build: number;
  /** Between two inspections of a container that runs. One that is paused is noticed by the second of them. */
  inspection: number;
  /** For the rest of a container's output after its end is known. */
  drain: number;
  /** Before a call that failed is tried again. */
  again: number;
  /** For cleaning up after an interrupt, each step: somebody waits at the keyboard. */
  farewell: number;
}

/** An engine under load takes many seconds to create a container; what takes longer than this has hung. */
export const usualBounds: Bounds = {
  ping: 5_000,
  reading: 40_000,
  work: 120_000,
  removal: 20_000,
  pull: 60_000,
  build: 900_000,
  inspection: 5_000,
  drain: 10_000,
  again: 500,
  farewell: 800,
};
