import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { FieldProblem } from '../api/shapes';
import { indented, pieces } from '../spec/text';

/** A text of YAML with numbers of lines, and the problems marked in their places. A plain text field, so that every aid of the browser works. */
export function Editor({ text, problems, onText, onSubmit, field }: {
  text: string; problems: readonly FieldProblem[]; onText: (text: string) => void; onSubmit: () => void; field: RefObject<HTMLTextAreaElement | null>;
}) {
  const under = useRef<HTMLPreElement>(null), gutter = useRef<HTMLDivElement>(null);
  const lines = text.split('\n').length, at = new Map<number, string>();
  for (const p of problems) if (p.line !== undefined) at.set(p.line, at.get(p.line) === 'error' ? 'error' : p.severity);
  const scroll = (): void => {
    const from = field.current;
    if (!from || !under.current || !gutter.current) return;
    under.current.scrollTop = gutter.current.scrollTop = from.scrollTop;
    under.current.scrollLeft = from.scrollLeft;
  };
  const keys = (event: KeyboardEvent): void => {
    const element = field.current;
    if (!element) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') onSubmit();
    else if ((event.ctrlKey || event.metaKey) && (event.key === ']' || event.key === '[')) {
      const moved = indented(element.value, element.selectionStart, element.selectionEnd, event.key === '[');
      onText(moved.text);
      requestAnimationFrame(() => element.setSelectionRange(moved.from, moved.to));
    } else return;
    event.preventDefault();
  };
  return (
    <div class="editor">
      <div class="gutter" ref={gutter} aria-hidden="true">{Array.from({ length: lines }, (_, i) => <i key={i} class={at.get(i + 1) ?? ''}>{i + 1}</i>)}</div>
      <div class="sheetpaper">
        <pre ref={under} aria-hidden="true">{pieces(text, problems).map((piece, i) => (piece.mark ? <mark key={i} class={piece.mark}>{piece.text}</mark> : piece.text))}{'\n'}</pre>
        <textarea ref={field} id="spec" value={text} spellcheck={false} autocapitalize="off" autocomplete="off" wrap="off" aria-label="Study spec in YAML" aria-describedby="verdict"
          aria-invalid={problems.some(p => p.severity === 'error')} onInput={event => onText(event.currentTarget.value)} onScroll={scroll} onKeyDown={keys} />
      </div>
    </div>
  );
}
