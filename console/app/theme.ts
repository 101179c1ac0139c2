/** Gantry's look for Mantine: petrol as the one accent, cool greys, tight type. Colours by meaning stand in theme.css. */
import { createTheme, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e9f6f7',
  '#d3e9eb',
  '#a5d3d8',
  '#74bcc3',
  '#4fa9b2',
  '#379da7',
  '#2795a1',
  '#17818d',
  '#12616b',
  '#0b4f58',
];
const dark: MantineColorsTuple = [
  '#d5dadf',
  '#aeb6be',
  '#8b949e',
  '#5c6670',
  '#39424b',
  '#2b333b',
  '#222930',
  '#191f25',
  '#12171c',
  '#0c1014',
];

/** Mantine's own, but for the shade of filled buttons in the dark: white on it is to be read (4.5:1). */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#ff6b6b',
  '#fa5252',
  '#e03131',
  '#e03131',
  '#c92a2a',
];

export const theme = createTheme({
  colors: { petrol, dark, red },
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily:
    'Inter, "Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, Roboto, "Noto Sans", Cantarell, Ubuntu, "Liberation Sans", "DejaVu Sans Condensed", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
  components: {
    Tooltip: { defaultProps: { withArrow: true, fz: 'xs' } },
    Modal: { defaultProps: { radius: 'lg', overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
  },
});
