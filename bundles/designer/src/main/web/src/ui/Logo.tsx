// SPDX-License-Identifier: GPL-3.0-only
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="1" y="1" width="30" height="30" rx="8" fill="var(--brand)" />
      <path d="M9 10h6v12H9z" fill="var(--brand-ink)" />
      <path d="M19 10h4v12h-4z" fill="var(--brand-ink)" opacity=".55" />
    </svg>
  );
}
