import type uPlot from 'uplot';
import type { ChartColours } from './chart-colours.ts';
import type { ChartMark, ChartSeries } from './chart-data.ts';
import { axisTime } from './chart-time.ts';

/** Dash of each series colour, so that lines differ without their colour too. */
export const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3]];

/** What a plot asks for while it lives; each is read anew at every draw. */
export interface PlotSource {
  readonly series: () => readonly ChartSeries[];
  readonly marks: () => readonly ChartMark[];
  readonly colours: () => ChartColours;
  /** Time zone of the axis. */
  readonly timeZone: () => string;
  /** The crosshair moved; undefined when it left. Seconds since the epoch. */
  readonly oncursor: (time: number | undefined) => void;
}

interface PlotBox {
  readonly width: number;
  readonly height: number;
  /** Charts with the same key share their crosshair. */
  readonly sync: string | undefined;
  readonly steppedPaths: uPlot.Series.PathBuilder | undefined;
}

const FONT = '12px "Instrument Sans Variable", system-ui, sans-serif';

/** Options of a plot in our clothes. */
export function plotOptions(source: PlotSource, box: PlotBox): uPlot.Options {
  const grid = () => source.colours().grid;
  const text = () => source.colours().text;
  const value = (number: number) => source.series()[0]?.format(number) ?? String(number);
  return {
    width: box.width,
    height: box.height,
    legend: { show: false },
    padding: [8, 16, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 6 },
      ...(box.sync === undefined ? {} : { sync: { key: box.sync } }),
    },
    scales: { x: { time: true } },
    axes: [
      {
        font: FONT,
        stroke: text,
        size: 28,
        space: 64,
        grid: { show: false },
        ticks: { stroke: grid, width: 1, size: 4 },
        values: (plot, splits) => {
          const { min = 0, max = 0 } = plot.scales.x ?? {};
          return splits.map(axisTime((max ?? 0) - (min ?? 0), source.timeZone()));
        },
      },
      {
        font: FONT,
        stroke: text,
        // Wide enough for its longest label; 7 px a character in this face and size.
        size: (_, labels: readonly string[] | null) =>
          16 + 7 * Math.max(3, ...(labels ?? []).map((label) => label.length)),
        space: 32,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        values: (_, splits) => splits.map(value),
      },
    ],
    series: [{}, ...source.series().map((series) => lineOptions(series, source, box))],
    hooks: {
      draw: [(plot) => drawMarks(plot, source)],
      setCursor: [
        (plot) => {
          const index = plot.cursor.idx;
          source.oncursor(index === null || index === undefined ? undefined : plot.data[0][index]);
        },
      ],
    },
  };
}

function lineOptions(series: ChartSeries, source: PlotSource, box: PlotBox): uPlot.Series {
  const at = series.colour - 1;
  return {
    label: series.label,
    stroke: () => source.colours().series[at] ?? '',
    width: 1.5,
    dash: [...(DASHES[at] ?? [])],
    points: { show: false },
    spanGaps: false,
    ...(series.stepped && box.steppedPaths ? { paths: box.steppedPaths } : {}),
  };
}

/** Buys point up under their price, sells down over it: the shape tells them apart, not only the colour. */
function drawMarks(plot: uPlot, source: PlotSource): void {
  const { ctx } = plot;
  const { min, max } = plot.scales.x ?? {};
  if (min === null || min === undefined || max === null || max === undefined) return;
  const { buy, sell, background } = source.colours();
  const size = 5 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  ctx.clip();
  ctx.strokeStyle = background;
  ctx.lineWidth = devicePixelRatio;
  for (const mark of source.marks()) {
    if (mark.at < min || mark.at > max) continue;
    const x = plot.valToPos(mark.at, 'x', true);
    const y = plot.valToPos(mark.value, 'y', true);
    const down = mark.kind === 'buy' ? 1 : -1;
    ctx.fillStyle = mark.kind === 'buy' ? buy : sell;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - size, y + down * 2 * size);
    ctx.lineTo(x + size, y + down * 2 * size);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}
