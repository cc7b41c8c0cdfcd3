import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import { cx } from '../lib/cx.ts';
import css from './Toast.module.css';
import { type ShownToast, type ToastWords, withToast } from './toast-list.ts';
import { useTopDialog } from './top-layer.ts';

/** A message that is shown, or was. */
export interface Toast {
  /** Says something else in its place; in a new one where it has gone. */
  say(words: ToastWords): void;
}

interface Toasts {
  toast(words: ToastWords): Toast;
  beginAction(): () => void;
  runLatestAction(): void;
  clear(): void;
}

const ToastContext = createContext<Toasts | null>(null);

/** Seconds that a message stays: longer where there is something to press. */
const plainStay = 5;
const actionStay = 10;

/** Holds the messages that come and go at the foot of the page. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly ShownToast[]>([]);
  const [held, setHeld] = useState(false);
  const latest = useRef(shown);
  const next = useRef(1);
  const begun = useRef(0);
  const undoAsked = useRef(false);
  // Whoever began to do something before all was cleared has nothing to say to those who come after.
  const [era, setEra] = useState(0);
  const eraNow = useRef(0);
  const dialog = useTopDialog();
  // An undo asked for before a new message is drawn finds it already.
  const change = useCallback((step: (list: readonly ShownToast[]) => readonly ShownToast[]) => {
    latest.current = step(latest.current);
    setShown(latest.current);
  }, []);

  const drop = useCallback((id: number) => change((list) => list.filter((item) => item.id !== id)), [change]);
  const run = useCallback(
    (item: ShownToast) => {
      drop(item.id);
      // The focus that was on the button, or the mouse above it, is told to have left by nobody.
      setHeld(false);
      item.action?.run();
    },
    [drop],
  );
  const toasts = useMemo<Toasts>(
    () => ({
      toast(words) {
        const id = next.current++;
        const say = (item: ToastWords) => {
          if (era !== eraNow.current && !item.parting) return;
          const { action } = undoAsked.current ? item : {};
          if (action) {
            undoAsked.current = false;
            drop(id);
            action.run();
            return;
          }
          change((list) => withToast(list, { ...item, id }));
        };
        say(words);
        return { say };
      },
      beginAction() {
        begun.current += 1;
        return () => {
          begun.current -= 1;
          if (begun.current === 0) undoAsked.current = false;
        };
      },
      runLatestAction() {
        if (begun.current > 0) {
          undoAsked.current = true;
          return;
        }
        const item = latest.current.findLast(({ action }) => action);
        if (item) run(item);
      },
      clear() {
        eraNow.current += 1;
        setEra(eraNow.current);
        change(() => []);
        setHeld(false);
      },
    }),
    [run, drop, change, era],
  );

  const region = useMemo(
    () => (
      // biome-ignore lint/a11y/noStaticElementInteractions: hovering only gives more time to read.
      <div
        className={css.region}
        onMouseEnter={() => setHeld(true)}
        onMouseLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
      >
        <div className={css.list} role="status" aria-live="polite">
          {shown.map((item) => (
            <ToastLine key={item.id} item={item} held={held} onDone={drop} onAction={run} />
          ))}
        </div>
      </div>
    ),
    [shown, held, drop, run],
  );
  return (
    <ToastContext value={toasts}>
      {children}
      {createPortal(region, dialog ?? document.body)}
    </ToastContext>
  );
}

interface ToastLineProps {
  item: ShownToast;
  /** Somebody reads, or is on the way to the button: nothing goes meanwhile. */
  held: boolean;
  onDone: (id: number) => void;
  onAction: (item: ShownToast) => void;
}

function ToastLine({ item, held, onDone, onAction }: ToastLineProps) {
  const line = useRef<HTMLDivElement>(null);
  const { id, text, kind, action, progress } = item;
  const stay = (action ? actionStay : plainStay) * 1000;
  useEffect(() => {
    if (held || progress !== undefined) return;
    const timer = setTimeout(() => onDone(id), stay);
    return () => clearTimeout(timer);
    // `item`: a message that says something else begins its time anew.
  }, [held, progress, stay, id, onDone, item]);

  // Whoever pressed the button stands nowhere when it has gone. Before it goes: afterwards nothing tells who had the focus.
  useLayoutEffect(() => {
    const element = line.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      const home = element.closest('dialog') ?? document.getElementById('main');
      home?.focus({ preventScroll: true });
    };
  }, []);

  return (
    <div ref={line} className={cx(css.toast, kind === 'error' && css.error)}>
      <span>{text}</span>
      {action ? (
        <button type="button" className={css.action} onClick={() => onAction(item)}>
          {action.label}
        </button>
      ) : null}
      {progress === undefined ? null : (
        <progress className={css.progress} aria-label={text} value={progress} max={1} />
      )}
    </div>
  );
}

function useToasts(): Toasts {
  const toasts = useContext(ToastContext);
  if (!toasts) throw new Error('ToastProvider is missing above this component');
  return toasts;
}

/** `toast({ text })` says what has just happened, aloud too. */
export function useToast(): (words: ToastWords) => Toast {
  return useToasts().toast;
}

/**
 * Says that something has begun which will offer to be taken back; the answer says that it is over. Whoever takes it back
 * meanwhile is heard: as soon as the message comes, it is done, and nothing older in its place.
 */
export function useBeginAction(): () => () => void {
  return useToasts().beginAction;
}

/** Takes away whatever is said at the moment, and what would yet be said of what has begun before. */
export function useClearToasts(): () => void {
  return useToasts().clear;
}

/** Does what the newest message that offers something offers, as its button would. */
export function useLatestAction(): () => void {
  return useToasts().runLatestAction;
}
