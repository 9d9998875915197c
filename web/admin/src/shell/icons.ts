// Strokes of the icons, on a field of 20 by 20.

export const icons = {
  dashboard: 'M3 10.5V17h5v-6.5zM12 3v14h5V3zM3 3v4h5V3z',
  counter: 'M4 8h12v8H4zM6 8V4h8v4M7.5 12h5',
  orders: 'M5 3h10v14l-2.5-1.6L10 17l-2.5-1.6L5 17zM8 7h4M8 10.5h4',
  refunds: 'M4 8h9a3.5 3.5 0 0 1 0 7H8M7 4.5 3.5 8 7 11.5',
  cases: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3v.2',
  books: 'M4 4h5a1 1 0 0 1 1 1v11a1 1 0 0 0-1-1H4zM16 4h-5a1 1 0 0 0-1 1v11a1 1 0 0 1 1-1h5z',
  licenses: 'M12.5 3.5a4 4 0 1 0-1.2 7.1L9.5 12.5H8V14H6.5v1.5H5V17H3v-2.5l5.8-5.8M13 6.9v.2',
  batches: 'M4 6.500h12v3H4zM4 12.500h12v3H4zM6 3.500h8',
  catalogue: 'M3.5 6.5 10 3l6.5 3.5v7L10 17l-6.5-3.5zM3.5 6.5 10 10l6.5-3.5M10 10v7',
  coupon:
    'M3 5.500h14v3a1.500 1.500 0 0 0 0 3v3H3v-3a1.500 1.500 0 0 0 0-3zM12 6v1.500M12 9.300v1.500M12 12.500V14',
  customers: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 17c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5',
  payment: 'M3 5.5h14v9H3zM3 8.5h14M6 12h3',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4',
  people:
    'M7.5 9a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4M2.5 16c0-2.8 2.2-4.7 5-4.7s5 1.9 5 4.7M13 3.8a2.7 2.7 0 0 1 0 5M14.8 11.7c1.7.7 2.7 2.3 2.7 4.3',
  audit: 'M4 4.5h12M4 10h12M4 15.5h7M14 14l1.5 1.5L18 13',
  system: 'M3.5 4h13v5h-13zM3.5 11h13v5h-13zM6.5 6.5v.1M6.5 13.5v.1',
  shield: 'M10 3 4 5.3v4.5c0 3.6 2.5 6 6 7.2 3.5-1.2 6-3.6 6-7.2V5.3z',
  menu: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  close: 'M5 5l10 10M15 5 5 15',
  search: 'M9 14.5A5.5 5.5 0 1 0 9 3.500a5.5 5.5 0 0 0 0 11M13.2 13.2 17 17',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  check: 'M4 10.5 8.2 14.5 16 6',
  chevron: 'M6 8l4 4 4-4',
  next: 'M8 5l5 5-5 5',
  previous: 'M12 5l-5 5 5 5',
  out: 'M8 4H4v12h4M8 10h9M14 7l3 3-3 3',
  link: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
  alert: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6.500v4M10 13.300v.2',
  device: 'M3 4h14v9H3zM7 16.500h6M10 13v3.500',
  light:
    'M10 13.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7M10 2.500v1.500M10 16v1.500M2.500 10H4M16 10h1.500M4.700 4.700l1 1M14.300 14.300l1 1M15.300 4.700l-1 1M5.700 14.300l-1 1',
  dark: 'M16.500 12A7 7 0 0 1 8 3.500a7 7 0 1 0 8.500 8.500z',
  fold: 'M3.500 4h13v12h-13zM8 4v12M13.500 8l-2 2 2 2',
  unfold: 'M3.500 4h13v12h-13zM8 4v12M11.500 8l2 2-2 2',
  plus: 'M10 4v12M4 10h12',
} as const

export type IconName = keyof typeof icons
