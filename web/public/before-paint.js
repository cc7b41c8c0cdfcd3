// Runs before the first paint: the chosen theme and language are on the page before anything is drawn.
(() => {
  try {
    const root = document.documentElement;
    const theme = localStorage.getItem('picup.theme');
    if (theme === 'light' || theme === 'dark') {
      root.dataset.theme = theme;
      for (const tag of document.querySelectorAll('meta[name="theme-color"]')) {
        tag.media = tag.dataset.theme === theme ? 'all' : 'not all';
      }
    }
    const chosen = localStorage.getItem('picup.language');
    const first = navigator.languages.find((tag) => /^(ko|en)\b/i.test(tag));
    root.lang = chosen === 'ko' || chosen === 'en' ? chosen : /^ko/i.test(first ?? '') ? 'ko' : 'en';
  } catch {
    // A browser that bars storage gets the system's theme and English.
  }
})();
