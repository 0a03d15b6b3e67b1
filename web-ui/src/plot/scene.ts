/** What a plot draws, as data: the same scene is painted on a canvas, written as SVG, and read out by the keyboard. Pixels. */

/** A colour of the stylesheet by its name (ok, gold, series-1), or ramp:0.42 for a shade of the ramp. */
export type Ink = string;

export interface Dots { kind: 'dots'; xs: ArrayLike<number>; ys: ArrayLike<number>; r: number; ink: Ink; shape: 'dot' | 'ring' | 'cross'; opacity?: number }
export interface Line { kind: 'line'; points: ArrayLike<number>; ink: Ink; width: number; opacity?: number; dash?: number[]; fill?: boolean; close?: boolean }
/** Separate strokes from x1 y1 to x2 y2, four numbers each, in one path. */
export interface Strokes { kind: 'strokes'; points: ArrayLike<number>; ink: Ink; width: number; opacity?: number }
export interface Rects { kind: 'rects'; boxes: ArrayLike<number>; ink: Ink; opacity?: number; radius?: number; hatch?: boolean }
export interface Text { kind: 'text'; x: number; y: number; text: string; ink: Ink; anchor?: 'start' | 'middle' | 'end'; weight?: number; halo?: boolean; turn?: boolean }
export type Mark = (Dots | Line | Strokes | Rects | Text) & { clip?: boolean };

/** Something that the pointer or the arrow keys find: a place and what to say about it. */
export interface Target { x: number; y: number; say: string; trial?: number; w?: number; h?: number }

export interface Scene {
  width: number;
  height: number;
  marks: Mark[];
  targets: Target[];
  /** x, y, width, height of the part that marks with clip stay in. */
  frame?: [number, number, number, number];
}

export interface Size { width: number; height: number }

/** The target nearest to a place, at most so many pixels away; boxes count as hit anywhere inside. */
export function nearest(targets: readonly Target[], x: number, y: number, within = 24): number {
  let best = -1, least = within * within;
  targets.forEach((t, i) => {
    const dx = t.w === undefined ? t.x - x : Math.max(t.x - x, 0, x - t.x - t.w);
    const dy = t.h === undefined ? t.y - y : Math.max(t.y - y, 0, y - t.y - t.h);
    const d = dx * dx + dy * dy;
    if (d < least) { least = d; best = i; }
  });
  return best;
}

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const at = (v: number | undefined): string => (Math.round((v ?? 0) * 10) / 10).toString();

function path(points: ArrayLike<number>, close: boolean | undefined): string {
  let d = '', pen = false;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i] ?? Number.NaN, y = points[i + 1] ?? Number.NaN;
    if (Number.isNaN(x) || Number.isNaN(y)) { pen = false; continue; }
    d += `${pen ? 'L' : 'M'}${at(x)} ${at(y)}`;
    pen = true;
  }
  return close ? `${d}Z` : d;
}

function svgMark(mark: Mark, colour: (ink: Ink) => string): string {
  const alpha = 'opacity' in mark && mark.opacity !== undefined ? ` opacity="${mark.opacity}"` : '';
  switch (mark.kind) {
    case 'dots': {
      const c = colour(mark.ink), parts: string[] = [];
      for (let i = 0; i < mark.xs.length; i++) {
        const x = mark.xs[i] ?? 0, y = mark.ys[i] ?? 0;
        if (mark.shape === 'cross') parts.push(`<path d="M${at(x - mark.r)} ${at(y - mark.r)}L${at(x + mark.r)} ${at(y + mark.r)}M${at(x + mark.r)} ${at(y - mark.r)}L${at(x - mark.r)} ${at(y + mark.r)}"/>`);
        else parts.push(`<circle cx="${at(x)}" cy="${at(y)}" r="${mark.r}"/>`);
      }
      return `<g ${mark.shape === 'dot' ? `fill="${c}"` : `fill="none" stroke="${c}" stroke-width="1.5"`}${alpha}>${parts.join('')}</g>`;
    }
    case 'line':
      return `<path d="${path(mark.points, mark.close)}" ${mark.fill ? `fill="${colour(mark.ink)}"` : `fill="none" stroke="${colour(mark.ink)}" stroke-width="${mark.width}" stroke-linejoin="round"${mark.dash ? ` stroke-dasharray="${mark.dash.join(' ')}"` : ''}`}${alpha}/>`;
    case 'strokes': {
      let d = '';
      for (let i = 0; i + 3 < mark.points.length; i += 4) d += `M${at(mark.points[i])} ${at(mark.points[i + 1])}L${at(mark.points[i + 2])} ${at(mark.points[i + 3])}`;
      return `<path d="${d}" fill="none" stroke="${colour(mark.ink)}" stroke-width="${mark.width}"${alpha}/>`;
    }
    case 'rects': {
      const parts: string[] = [];
      for (let i = 0; i + 3 < mark.boxes.length; i += 4) parts.push(`<rect x="${at(mark.boxes[i])}" y="${at(mark.boxes[i + 1])}" width="${at(mark.boxes[i + 2])}" height="${at(mark.boxes[i + 3])}"${mark.radius ? ` rx="${mark.radius}"` : ''}/>`);
      return `<g fill="${colour(mark.ink)}"${alpha}>${parts.join('')}</g>`;
    }
    case 'text': {
      const halo = mark.halo ? ` paint-order="stroke" stroke="${colour('surface')}" stroke-width="3"` : '';
      const turn = mark.turn ? ` transform="rotate(-90 ${at(mark.x)} ${at(mark.y)})"` : '';
      return `<text x="${at(mark.x)}" y="${at(mark.y)}" fill="${colour(mark.ink)}" text-anchor="${mark.anchor ?? 'start'}" font-weight="${mark.weight ?? 400}"${halo}${turn}>${xml(mark.text)}</text>`;
    }
  }
}

/** The scene as a file of its own, with the colours written in. */
export function toSvg(scene: Scene, colour: (ink: Ink) => string, title: string): string {
  const [x, y, w, h] = scene.frame ?? [0, 0, scene.width, scene.height];
  const marks = scene.marks.map(mark => (mark.clip ? `<g clip-path="url(#frame)">${svgMark(mark, colour)}</g>` : svgMark(mark, colour)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${scene.width}" height="${scene.height}" viewBox="0 0 ${scene.width} ${scene.height}" font-family="system-ui, sans-serif" font-size="11"><title>${xml(title)}</title><clipPath id="frame"><rect x="${at(x)}" y="${at(y)}" width="${at(w)}" height="${at(h)}"/></clipPath><rect width="100%" height="100%" fill="${colour('surface')}"/>${marks.join('')}</svg>`;
}
