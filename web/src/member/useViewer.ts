import { createContext, useContext } from 'react';
import type { ViewerQuery } from './Viewer.generated.ts';

/** The signed-in member. */
export type Viewer = NonNullable<ViewerQuery['viewer']>;

export const ViewerContext = createContext<Viewer | null>(null);

/** The signed-in member; only below ViewerGate, which shows nothing else to a visitor. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error('ViewerGate is missing above this component');
  return viewer;
}
