// How benchmarks print: one row a figure, beside a floor or peer that was measured in the same run,
// since a figure alone says more about the machine than about the program.

export interface Row {
  name: string;
  figure: number;
  unit: string;
  /** What the figure is held against, in the same unit. */
  peer?: { name: string; figure: number };
  /** The mark: of the ratio to the peer where `of` says so, else of the figure. */
  wanted?: { of?: "ratio"; atLeast: number } | { of?: "ratio"; below: number };
}

/** The value below which so large a share of all lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Three significant digits, whole numbers from a hundred on. */
function text(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function printRow({ name, figure, unit, peer, wanted }: Row): void {
  const parts = [name.padEnd(44), `${text(figure)} ${unit}`.padStart(16)];
  const ratio = peer ? figure / peer.figure : Number.NaN;
  if (peer) parts.push(`x${text(ratio)} of ${peer.name} (${text(peer.figure)} ${unit})`);
  if (wanted) {
    const value = wanted.of === "ratio" ? ratio : figure;
    const isMet = "below" in wanted ? value < wanted.below : value >= wanted.atLeast;
    const mark = "below" in wanted ? `below ${wanted.below}` : `at least ${wanted.atLeast}`;
    const subject = wanted.of === "ratio" ? "ratio " : "";
    parts.push(`wanted ${subject}${mark}: ${isMet ? "met" : "MISSED"}`);
  }
  console.log(parts.join("  "));
}

export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ result: T; milliseconds: number }> {
  const start = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - start };
}
