/** At most so many of a list, the last one among them. */
export function thinned(values: readonly number[], most: number): number[] {
  const finite = values.filter(Number.isFinite);
  if (finite.length <= most) return finite;
  return Array.from({ length: most }, (_, i) => finite[Math.round((i * (finite.length - 1)) / (most - 1))] ?? 0);
}

/** The path of a small line in a box of 96 × 22. */
export function sparkPath(values: readonly number[]): string {
  const list = thinned(values, 40), low = Math.min(...list), high = Math.max(...list), span = high - low || 1;
  return list.map((v, i) => `${i ? 'L' : 'M'}${((i / Math.max(1, list.length - 1)) * 92 + 2).toFixed(1)} ${(19 - ((v - low) / span) * 16).toFixed(1)}`).join('');
}

export function Sparkline({ values, words }: { values: readonly number[]; words: string }) {
  if (values.filter(Number.isFinite).length < 2) return <span class="sub">–</span>;
  return <svg class="spark" viewBox="0 0 96 22" role="img" aria-label={words}><path d={sparkPath(values)} /></svg>;
}
