import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A window over the page; Escape and the button close it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, wide, side, children }: {
  title: string; onClose: () => void; wide?: boolean; side?: boolean; children: ComponentChildren;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => { if (before instanceof HTMLElement) before.focus(); };
  }, []);
  return (
    <dialog ref={ref} class={`${wide ? 'wide' : ''} ${side ? 'side' : ''}`} aria-label={title} onClose={onClose} onClick={event => { if (event.target === ref.current) ref.current?.close(); }}>
      <div class="inside">
        <header><h2>{title}</h2><button class="icon" aria-label="Close" onClick={() => ref.current?.close()}>×</button></header>
        {children}
      </div>
    </dialog>
  );
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, text, verb, onYes, onClose }: { title: string; text: string; verb: string; onYes: () => void; onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="actions end"><button onClick={onClose}>Keep as it is</button><button class="primary danger" onClick={() => { onYes(); onClose(); }}>{verb}</button></div>
    </Dialog>
  );
}
