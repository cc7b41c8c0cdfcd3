import { Component, type ErrorInfo, type ReactNode } from 'react';
import { hasStalePart } from './reload-once.ts';
import { BrokenPage } from './StatePages.tsx';

interface PageBoundaryProps {
  /** A new place gets a new try. */
  place: string;
  children: ReactNode;
}

interface PageBoundaryState {
  failedAt: string | null;
}

/** Keeps one page's failure from taking the bar, the uploads and the other pages with it. */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  override state: PageBoundaryState = { failedAt: null };

  static getDerivedStateFromProps(
    props: PageBoundaryProps,
    state: PageBoundaryState,
  ): PageBoundaryState | null {
    return state.failedAt !== null && state.failedAt !== '' && state.failedAt !== props.place
      ? { failedAt: null }
      : null;
  }

  static getDerivedStateFromError(): PageBoundaryState {
    return { failedAt: '' };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
    this.setState({ failedAt: this.props.place });
  }

  override render(): ReactNode {
    if (this.state.failedAt === null) return this.props.children;
    return (
      <BrokenPage onRetry={() => (hasStalePart() ? location.reload() : this.setState({ failedAt: null }))} />
    );
  }
}
