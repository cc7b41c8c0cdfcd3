export interface ToastWords {
  text: string;
  kind?: 'plain' | 'error';
  action?: { label: string; run: () => void };
  /** It is for who comes after as well, when all else has been cleared. */
  parting?: boolean;
  /** Something is under way, done to this share; the message stays until it says something else. */
  progress?: number;
}

export interface ShownToast extends ToastWords {
  id: number;
}

/** Three at once are as many as anybody reads. */
const most = 3;

/** It only says what is done: of no use any more when the next thing is. */
const isPlain = ({ kind, action, progress }: ToastWords): boolean =>
  kind !== 'error' && action === undefined && progress === undefined;

/** The messages shown when one more comes, or says something else. */
export function withToast(list: readonly ShownToast[], item: ShownToast): readonly ShownToast[] {
  const stay = list.filter((other) => other.id !== item.id && (item.kind === 'error' || !isPlain(other)));
  return [...stay, item].slice(-most);
}
