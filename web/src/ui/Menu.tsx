import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { cx } from '../lib/cx.ts';
import { Icon, type IconName } from './Icon.tsx';
import css from './Menu.module.css';
import { placeMenu } from './menu-place.ts';

interface MenuProps {
  /** Names the button and the menu. */
  label: string;
  button: ReactNode;
  buttonClassName?: string;
  /** Words above the actions. */
  head?: ReactNode;
  children: ReactNode;
}

const itemSelector = '[role="menuitem"],[role="menuitemradio"]';

/** A button that opens a list of actions. Arrows walk it, Esc and a click elsewhere close it. */
export function Menu({ label, button, buttonClassName, head, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    const { current: element } = panel;
    if (!open || !element) return;
    const place = () => {
      const button = trigger.current?.getBoundingClientRect();
      if (!button) return;
      const { clientWidth, clientHeight } = document.documentElement;
      const { left, top, maxHeight } = placeMenu(
        button,
        { width: element.offsetWidth, height: element.scrollHeight },
        { width: clientWidth, height: clientHeight },
      );
      Object.assign(element.style, { left: `${left}px`, top: `${top}px`, maxHeight: `${maxHeight}px` });
    };
    // Nothing of the page lies over what is in the browser's top layer, or cuts it off.
    element.showPopover();
    place();
    // Its words change with the language, and its button goes with the page.
    const resized = new ResizeObserver(place);
    resized.observe(element);
    window.addEventListener('resize', place);
    document.addEventListener('scroll', place, { capture: true, passive: true });
    return () => {
      resized.disconnect();
      window.removeEventListener('resize', place);
      document.removeEventListener('scroll', place, { capture: true });
    };
  }, [open]);

  useEffect(() => {
    if (!open) return;
    list.current?.querySelector<HTMLElement>(itemSelector)?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [open]);

  const walk = (event: KeyboardEvent) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>(itemSelector) ?? [])];
    const { activeElement } = document;
    const at = activeElement instanceof HTMLElement ? items.indexOf(activeElement) : -1;
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      items.at(target % items.length)?.focus();
    } else if (event.key === 'Escape') {
      // The page behind must not take the same key as "end the selection".
      event.stopPropagation();
      // Nor may it close the dialog around the menu.
      event.preventDefault();
      setOpen(false);
      trigger.current?.focus();
    } else if (event.key === 'Tab') {
      setOpen(false);
    }
  };

  return (
    <div ref={root}>
      <button
        ref={trigger}
        type="button"
        className={buttonClassName}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen((was) => !was)}
      >
        {button}
      </button>
      {open ? (
        <div ref={panel} popover="manual" className={css.panel}>
          {head}
          <div
            ref={list}
            id={id}
            role="menu"
            aria-label={label}
            tabIndex={-1}
            className={css.menu}
            onKeyDown={walk}
            onClick={(event) => {
              if (!(event.target instanceof Element) || !event.target.closest('[role="menuitem"]')) return;
              setOpen(false);
              // The item goes, and with it the focus would be nowhere.
              if (list.current?.contains(document.activeElement)) trigger.current?.focus();
            }}
          >
            {children}
          </div>
        </div>
      ) : null}
    </div>
  );
}

interface MenuItemProps {
  icon?: IconName;
  danger?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

/** One action; choosing it closes the menu. */
export function MenuItem({ icon, danger = false, onSelect, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={cx(css.item, danger && css.danger)}
      onClick={onSelect}
    >
      {icon ? <Icon name={icon} size={20} /> : null}
      <span>{children}</span>
    </button>
  );
}

interface MenuChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChoose: (value: Value) => void;
}

/** One of a few, side by side; the menu stays open so that the change is seen. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChoose,
}: MenuChoiceProps<Value>) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand inside a menu.
    <div role="group" aria-labelledby={id} className={css.choice}>
      <span id={id} className={css.choiceLabel}>
        {label}
      </span>
      <div className={css.options}>
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            role="menuitemradio"
            tabIndex={-1}
            aria-checked={option.value === value}
            className={css.option}
            onClick={() => onChoose(option.value)}
          >
            {option.label}
          </button>
        ))}
      </div>
    </div>
  );
}

/** A thin line between groups of actions. */
export function MenuRule() {
  return <div className={css.rule} />;
}
