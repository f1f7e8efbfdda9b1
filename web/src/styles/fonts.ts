// Slices by unicode-range: a browser loads only those whose characters stand on the page and no earlier font has.
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/700.css';
