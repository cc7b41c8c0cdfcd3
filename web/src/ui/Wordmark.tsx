/** "Pic-up", drawn: the stem of its last letter rises into a small arrow. One colour, that of the text around it. */
export function Wordmark({ height = 26 }: { height?: number }) {
  return (
    <svg
      role="img"
      aria-label="Pic-up"
      height={height}
      width={(height * 78) / 30}
      viewBox="0 0 78 30"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M3 21V6h5.2a4.7 4.7 0 0 1 0 9.4H3" />
      <path d="M18.6 21V11.4" />
      <path d="M18.6 6.3v.01" strokeWidth="3.3" />
      <path d="M32 12.6a5 5 0 1 0 0 7.1" />
      <path d="M36.6 16.2h4.6" />
      <path d="M46.6 11.4v5.2a4.5 4.5 0 0 0 9 0v-5.2M55.6 16.6V21" />
      <path d="M64.6 27.6V3M60.9 6.6l3.7-3.7 3.7 3.7" />
      <circle cx="69.8" cy="16.6" r="4.9" />
    </svg>
  );
}
