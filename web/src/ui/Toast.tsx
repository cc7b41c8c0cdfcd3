import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import { cx } from '../lib/cx.ts';
import css from './Toast.module.css';
import { useTopDialog } from './top-layer.ts';

export interface ToastWords {
  text: string;
  kind?: 'plain' | 'error';
  action?: { label: string; run: () => void };
}

interface Shown extends ToastWords {
  id: number;
}

const ToastContext = createContext<((words: ToastWords) => void) | null>(null);

/** Seconds that a message stays: longer where there is something to press. */
const plainStay = 5;
const actionStay = 10;

/** Holds the messages that come and go at the foot of the page. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const next = useRef(1);
  const dialog = useTopDialog();
  const drop = useCallback((id: number) => setShown((list) => list.filter((item) => item.id !== id)), []);
  const toast = useCallback((words: ToastWords) => {
    const id = next.current++;
    // Three at once are as many as anybody reads.
    setShown((list) => [...list.slice(-2), { ...words, id }]);
  }, []);
  const region = useMemo(
    () => (
      <div className={css.region} role="status" aria-live="polite">
        {shown.map((item) => (
          <ToastLine key={item.id} item={item} onDone={drop} />
        ))}
      </div>
    ),
    [shown, drop],
  );
  return (
    <ToastContext value={toast}>
      {children}
      {createPortal(region, dialog ?? document.body)}
    </ToastContext>
  );
}

function ToastLine({ item, onDone }: { item: Shown; onDone: (id: number) => void }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => onDone(item.id), (item.action ? actionStay : plainStay) * 1000);
    return () => clearTimeout(timer);
  }, [held, item, onDone]);
  const action = item.action;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only gives more time to read.
    <div
      className={cx(css.toast, item.kind === 'error' && css.error)}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{item.text}</span>
      {action ? (
        <button
          type="button"
          className={css.action}
          onClick={() => {
            action.run();
            onDone(item.id);
          }}
        >
          {action.label}
        </button>
      ) : null}
    </div>
  );
}

/** `toast({ text })` says what has just happened, aloud too. */
export function useToast(): (words: ToastWords) => void {
  const toast = useContext(ToastContext);
  if (!toast) throw new Error('ToastProvider is missing above this component');
  return toast;
}
