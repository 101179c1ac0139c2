/** The mark: a gantry crane with its load. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#12616b" />
      <path d="M6 9.5h20M9.5 9.5V25M22.5 9.5V25" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <path d="M16 9.5v5" stroke="#fff" strokeWidth="1.8" />
      <rect x="12.6" y="14.5" width="6.8" height="6.2" rx="1.4" fill="#f2b134" />
    </svg>
  );
}
