import type { Ink, Mark, Scene } from './scene';

/** The colours of the stylesheet as they are now. */
export function palette(root: Element = document.documentElement): (ink: Ink) => string {
  const style = getComputedStyle(root), known = new Map<string, string>();
  const token = (name: string): string => {
    let value = known.get(name);
    if (value === undefined) known.set(name, value = style.getPropertyValue(`--${name}`).trim() || '#888');
    return value;
  };
  return ink => (ink.startsWith('ramp:') ? shade(Number(ink.slice(5)), [0, 1, 2, 3].map(i => token(`ramp-${i}`))) : token(ink));
}

/** A shade between the four of the ramp; 0 is the palest. */
export function shade(part: number, stops: readonly string[]): string {
  const p = Math.min(1, Math.max(0, Number.isNaN(part) ? 0 : part)) * (stops.length - 1), i = Math.min(stops.length - 2, Math.floor(p));
  const from = rgb(stops[i] ?? ''), to = rgb(stops[i + 1] ?? ''), f = p - i;
  return `rgb(${from.map((v, k) => Math.round(v + ((to[k] ?? 0) - v) * f)).join(',')})`;
}

function rgb(hex: string): number[] {
  const value = Number.parseInt(hex.replace('#', ''), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Paints a scene. Dots of one mark are one path, because a path for each of 10,000 takes ten times as long. */
export function paint(context: CanvasRenderingContext2D, scene: Scene, colour: (ink: Ink) => string, font: string): void {
  context.clearRect(0, 0, scene.width, scene.height);
  for (const mark of scene.marks) {
    context.save();
    if (mark.clip && scene.frame) {
      context.beginPath();
      context.rect(...scene.frame);
      context.clip();
    }
    if ('opacity' in mark && mark.opacity !== undefined) context.globalAlpha = mark.opacity;
    context.fillStyle = context.strokeStyle = colour(mark.ink);
    draw(context, mark, colour, font);
    context.restore();
  }
}

function trace(context: CanvasRenderingContext2D, points: ArrayLike<number>): void {
  let pen = false;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i] ?? Number.NaN, y = points[i + 1] ?? Number.NaN;
    if (Number.isNaN(x) || Number.isNaN(y)) { pen = false; continue; }
    if (pen) context.lineTo(x, y); else context.moveTo(x, y);
    pen = true;
  }
}

function draw(context: CanvasRenderingContext2D, mark: Mark, colour: (ink: Ink) => string, font: string): void {
  context.beginPath();
  switch (mark.kind) {
    case 'dots': {
      context.lineWidth = mark.shape === 'cross' ? 1.8 : 1.4;
      for (let i = 0; i < mark.xs.length; i++) {
        const x = mark.xs[i] ?? 0, y = mark.ys[i] ?? 0, r = mark.r;
        if (mark.shape === 'cross') {
          context.moveTo(x - r, y - r); context.lineTo(x + r, y + r); context.moveTo(x + r, y - r); context.lineTo(x - r, y + r);
        } else {
          context.moveTo(x + r, y);
          context.arc(x, y, r, 0, 2 * Math.PI);
        }
      }
      if (mark.shape === 'dot') context.fill(); else context.stroke();
      return;
    }
    case 'line':
      context.lineWidth = mark.width;
      context.lineJoin = 'round';
      if (mark.dash) context.setLineDash(mark.dash);
      trace(context, mark.points);
      if (mark.close) context.closePath();
      if (mark.fill) context.fill(); else context.stroke();
      return;
    case 'strokes':
      context.lineWidth = mark.width;
      for (let i = 0; i + 3 < mark.points.length; i += 4) {
        context.moveTo(mark.points[i] ?? 0, mark.points[i + 1] ?? 0);
        context.lineTo(mark.points[i + 2] ?? 0, mark.points[i + 3] ?? 0);
      }
      context.stroke();
      return;
    case 'rects':
      for (let i = 0; i + 3 < mark.boxes.length; i += 4) {
        const [x, y, w, h] = [mark.boxes[i] ?? 0, mark.boxes[i + 1] ?? 0, mark.boxes[i + 2] ?? 0, mark.boxes[i + 3] ?? 0];
        if (mark.radius && w > 2 * mark.radius) context.roundRect(x, y, w, h, mark.radius); else context.rect(x, y, w, h);
      }
      context.fill();
      if (mark.hatch) hatch(context, mark.boxes, colour('surface'));
      return;
    case 'text':
      context.font = `${mark.weight ?? 400} 11px ${font}`;
      context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor === 'end' ? 'right' : 'left';
      if (mark.turn) { context.translate(mark.x, mark.y); context.rotate(-Math.PI / 2); context.translate(-mark.x, -mark.y); }
      if (mark.halo) {
        context.lineWidth = 4;
        context.lineJoin = 'round';
        context.strokeStyle = colour('surface');
        context.strokeText(mark.text, mark.x, mark.y);
      }
      context.fillText(mark.text, mark.x, mark.y);
  }
}

/** Slanted lines over boxes: what was stopped early is told by more than its colour. */
function hatch(context: CanvasRenderingContext2D, boxes: ArrayLike<number>, ink: string): void {
  context.clip();
  context.beginPath();
  for (let i = 0; i + 3 < boxes.length; i += 4) {
    const [x, y, w, h] = [boxes[i] ?? 0, boxes[i + 1] ?? 0, boxes[i + 2] ?? 0, boxes[i + 3] ?? 0];
    for (let o = -h; o < w; o += 6) { context.moveTo(x + o, y + h); context.lineTo(x + o + h * 0.5, y); }
  }
  context.strokeStyle = ink;
  context.globalAlpha = 0.35;
  context.lineWidth = 2;
  context.stroke();
}
