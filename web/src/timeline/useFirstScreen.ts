import { useLayoutEffect } from 'react';
import { keepFirstScreen } from './first-screen.ts';

/** Leaves the pictures in sight that were drawn before the app was there, while the page of the timeline is still waited for. */
export function useFirstScreen(isWaiting: boolean): void {
  useLayoutEffect(() => (isWaiting ? keepFirstScreen() : undefined), [isWaiting]);
}
