import { startTransition, useEffect, useState } from 'react';

/**
 * What a store has, read anew after each of its changes. What follows from one is drawn in slices: a scroll, a key or a touch
 * goes before it. Both functions must stay the same.
 */
export function useStoreInSlices<Value>(
  subscribe: (listener: () => void) => () => void,
  read: () => Value,
): Value {
  const [value, setValue] = useState(read);
  useEffect(() => {
    const follow = () => startTransition(() => setValue(read));
    // It may have changed before anybody listened.
    follow();
    return subscribe(follow);
  }, [subscribe, read]);
  return value;
}
