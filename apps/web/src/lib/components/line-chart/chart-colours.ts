/** Colours of a chart as the page's theme has them; a canvas cannot read CSS variables itself. */
export interface ChartColours {
  readonly series: readonly string[];
  readonly text: string;
  readonly grid: string;
  readonly buy: string;
  readonly sell: string;
  readonly background: string;
}

/** Reads the tokens of the theme in force. */
export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: [1, 2, 3, 4, 5].map((number) => token(`--chart-${number}`)),
    text: token('--muted-foreground'),
    grid: token('--border'),
    buy: token('--gain'),
    sell: token('--loss'),
    background: token('--card'),
  };
}

/** Calls back when the theme or the palette changes, by hand or with the system. Returns how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
  };
}
