import { useState } from 'react';

const key = 'picup.filmstrip';

/** Whether the row of thumbnails is wanted, and what turns it on or off, for the next visits too. */
export function useFilmstrip(): [boolean, () => void] {
  const [on, setOn] = useState(() => localStorage.getItem(key) === 'on');
  const toggle = () => {
    if (on) localStorage.removeItem(key);
    else localStorage.setItem(key, 'on');
    setOn(!on);
  };
  return [on, toggle];
}
