import { loadavg } from 'node:os';

/** A figure that was measured, with the mark that it should reach where there is one. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly mark?: { readonly atLeast: number } | { readonly atMost: number };
  /** What else a reader of the figure should know. */
  readonly note?: string;
}

/** Collects figures and says them as they come: a long run shows that it lives. */
export class Report {
  readonly figures: (Figure & { readonly load: number })[] = [];

  add(figure: Figure): void {
    const load = loadavg()[0] ?? 0;
    this.figures.push({ ...figure, load });
    const { name, value, unit, mark, note } = figure;
    const wanted =
      mark === undefined
        ? ''
        : 'atLeast' in mark
          ? `≥ ${String(mark.atLeast)}`
          : `≤ ${String(mark.atMost)}`;
    const verdict = mark === undefined ? '' : reaches(figure) ? 'reached' : 'MISSED';
    console.log(
      [
        name.padEnd(62),
        rounded(value).padStart(12),
        unit.padEnd(10),
        wanted.padEnd(12),
        verdict.padEnd(8),
        `load ${load.toFixed(1)}`,
        note ?? '',
      ]
        .join(' ')
        .trimEnd(),
    );
  }
}

export const reaches = ({ value, mark }: Figure): boolean =>
  mark === undefined || ('atLeast' in mark ? value >= mark.atLeast : value <= mark.atMost);

const rounded = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
  );
}

/** Seconds that some work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

/**
 * Runs the variants in turn, round after round, so that a disturbance of the machine meets all of them, and answers the
 * median rate of each, in the order given. The first round warms up and does not count.
 */
export async function interleaved(
  rounds: number,
  variants: readonly { readonly count: number; readonly run: () => Promise<unknown> }[],
): Promise<number[]> {
  const rates = variants.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [i, { count, run }] of variants.entries()) {
      const took = await seconds(run);
      if (round > 0) rates[i]?.push(count / took);
    }
  }
  return rates.map(median);
}
