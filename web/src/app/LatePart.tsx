import { Component, type ErrorInfo, type ReactNode, Suspense } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { useToast } from '../ui/Toast.tsx';

interface LatePartProps {
  children: ReactNode;
  /** It will not come: whoever waits for it is to be let go. */
  onFailed: () => void;
}

/** A dialog whose code comes when it is wanted. Where it can't be had, that is said, and the page and its uploads go on. */
export function LatePart({ children, onFailed }: LatePartProps) {
  const t = useT();
  const toast = useToast();
  return (
    <Boundary
      onFailed={() => {
        toast({ text: t('app.partFailed'), kind: 'error' });
        onFailed();
      }}
    >
      <Suspense>{children}</Suspense>
    </Boundary>
  );
}

class Boundary extends Component<LatePartProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
    this.props.onFailed();
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
