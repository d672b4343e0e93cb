// SPDX-License-Identifier: GPL-3.0-only
const PATHS = {
  undo: 'M6 3 2.5 6.5 6 10M3 6.5h6.5a4 4 0 0 1 0 8H7',
  redo: 'M10 3l3.5 3.5L10 10M13 6.5H6.5a4 4 0 0 0 0 8H9',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  layout: 'M2.5 3h4v3h-4zM2.5 10h4v3h-4zM9.5 6.5h4v3h-4zM6.5 4.5H8v7H6.5M8 8h1.5',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  right: 'M6.5 4.5 10 8l-3.5 3.5',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14',
  user: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14a5.5 5.5 0 0 1 11 0',
  group: 'M2.5 2.5h11v11h-11zM5.5 6h5v4.5h-5z',
  download: 'M8 2.5v7.5M5 7l3 3 3-3M2.5 13.5h11',
  warning: 'M8 2 1.8 13h12.4L8 2zM8 6.5v3M8 11.2v.3',
  check: 'M3.5 8.5l3 3 6-7',
  note: 'M3 2.5h10v7L9.5 13H3zM13 9.5H9.5V13',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
