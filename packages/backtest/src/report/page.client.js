// The script of a report page. Runs in browsers only: draws the series that stand in the page, with one cursor and one
// range for all charts.
(() => {
  'use strict';

  const source = document.getElementById('series');
  if (!source) return;

  const data = JSON.parse(source.textContent);
  const { time, fills } = data;
  const last = time.length - 1;
  const root = getComputedStyle(document.documentElement);
  const color = (name) => root.getPropertyValue(name).trim();
  const FONT = "11px 'Instrument Sans Variable', 'Instrument Sans', system-ui, sans-serif";
  const ZOOM = 2;
  const NARROWEST_MS = 1;
  const charts = [];

  // Numbers and times are written here, because the browser's own words for them depend on its language.

  const grouped = (value, decimals) => {
    const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
    const digits = whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
    return value < 0 && /[1-9]/.test(digits) ? `\u2212${digits}` : digits;
  };
  const numberText = (value, decimals) =>
    value === null || value === undefined ? '\u2013' : grouped(value, decimals);
  const iso = (ms) => new Date(Math.floor(ms)).toISOString();
  const utcText = (ms) => iso(ms).slice(0, 23).replace('T', ' ');

  /** Room right of the plot, px, and half of the widest label under it. */
  const RIGHT = 16;
  const HALF_DATE = 34;
  const axisTimes = (chart, splits, _axis, _space, step) => {
    const { min, max } = chart.scales.x;
    const pxPerMs = (chart.width - labels - RIGHT) / (max - min);
    let day = '';
    return splits.map((ms) => {
      const text = iso(ms);
      const date = text.slice(0, 10);
      const clock =
        step >= 60_000 ? text.slice(11, 16) : step >= 1000 ? text.slice(11, 19) : text.slice(11, 23);
      const line = date === day ? clock : step >= 86_400_000 ? date : `${clock}\n${date}`;
      day = date;
      // A label that the edge would cut off is left out.
      return (max - ms) * pxPerMs + RIGHT < HALF_DATE ? '' : line;
    });
  };

  /** Room of a time label, px: longer where it shows seconds, longest with milliseconds. */
  const timeSpace = (_chart, _axis, min, max) => (max - min < 20_000 ? 92 : max - min < 1_200_000 ? 64 : 48);

  const decimalsOf = (step) => Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const axisNumbers = (_chart, splits, _axis, _space, step) =>
    splits.map((value) => grouped(value, decimalsOf(step)));

  // Ranges: some air around what is seen; a flat line in the middle.

  const padded = (low, high) => {
    if (low === null || high === null || !Number.isFinite(low)) return [0, 1];
    if (low === high) {
      const air = Math.abs(low) * 0.001 || 1;
      return [low - air, high + air];
    }
    const air = (high - low) * 0.08;
    return [low - air, high + air];
  };

  const fillsWithin = (from, to, visit) => {
    for (let i = 0; i < fills.time.length; i++) if (fills.time[i] >= from && fills.time[i] <= to) visit(i);
  };

  const rangeWithFills = (chart, low, high) => {
    let [bottom, top] = [low ?? Infinity, high ?? -Infinity];
    fillsWithin(...seen, (i) => {
      bottom = Math.min(bottom, fills.price[i]);
      top = Math.max(top, fills.price[i]);
    });
    return padded(bottom, top);
  };

  // Fills: triangles, told apart by where they point; hollow where the fill took liquidity.

  const triangle = (x, y, size, up) => {
    const path = new Path2D();
    const tip = up ? -size : size;
    path.moveTo(x, y + tip);
    path.lineTo(x + size, y - tip * 0.75);
    path.lineTo(x - size, y - tip * 0.75);
    path.closePath();
    return path;
  };

  const drawFills = (chart) => {
    const { ctx, bbox, scales } = chart;
    const visible = [];
    fillsWithin(scales.x.min, scales.x.max, (i) => visible.push(i));
    const crowded = visible.length * 6 > bbox.width / devicePixelRatio;
    const size = (crowded ? 3.5 : 5.5) * devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top - size, bbox.width, bbox.height + 2 * size);
    ctx.clip();
    ctx.lineWidth = devicePixelRatio;
    for (const i of visible) {
      const x = chart.valToPos(fills.time[i], 'x', true);
      const y = chart.valToPos(fills.price[i], 'y', true);
      const path = triangle(x, y, size, fills.buy[i] === 1);
      const tone = color(fills.buy[i] === 1 ? '--gain' : '--loss');
      ctx.fillStyle = fills.maker[i] === 1 ? tone : color('--card');
      ctx.strokeStyle = fills.maker[i] === 1 ? color('--card') : tone;
      ctx.fill(path);
      ctx.stroke(path);
    }
    ctx.restore();
  };

  const nearestFill = document.getElementById('nearest-fill');
  const NEAR_PX = 16;
  const fillText = (i) => {
    const price = numberText(fills.price[i], data.decimals.price);
    const quantity = numberText(fills.quantity[i], data.decimals.quantity);
    const role = fills.maker[i] === 1 ? 'maker' : 'taker';
    return `${fills.buy[i] === 1 ? '▲ bought' : '▼ sold'} ${quantity} at ${price} as ${role}, ${utcText(fills.time[i])}`;
  };

  const showNearestFill = (chart) => {
    if (!nearestFill) return;
    const { left } = chart.cursor;
    let best = -1;
    let distance = NEAR_PX;
    if (left >= 0) {
      fillsWithin(chart.scales.x.min, chart.scales.x.max, (i) => {
        const away = Math.abs(chart.valToPos(fills.time[i], 'x') - left);
        if (away < distance) [best, distance] = [i, away];
      });
    }
    nearestFill.textContent = best < 0 ? '' : fillText(best);
  };

  // One readout for all charts: the values under the cursor, or the last ones.

  const readouts = [...document.querySelectorAll('[data-of]')];
  const showValues = (index) => {
    const at = index ?? last;
    for (const element of readouts) {
      const { of, decimals } = element.dataset;
      element.textContent = of === 'time' ? utcText(time[at]) : numberText(data[of][at], Number(decimals));
    }
  };

  const speak = () => {
    document.getElementById('spoken').textContent = readouts
      .map((element) => element.parentElement.textContent.trim())
      .filter((text, i, all) => all.indexOf(text) === i)
      .join(', ');
  };

  /** A quote holds until the next one; where there was none, nothing is drawn. */
  const stepped = (chart, series, from, to) => {
    const stroke = new Path2D();
    const values = chart.data[series];
    let before = null;
    for (let i = from; i <= to; i++) {
      const value = values[i];
      if (value !== null) {
        const x = chart.valToPos(time[i], 'x', true);
        const y = chart.valToPos(value, 'y', true);
        if (before === null) stroke.moveTo(x, y);
        else stroke.lineTo(x, before);
        stroke.lineTo(x, y);
        before = y;
      } else before = null;
    }
    return { stroke, fill: null, clip: null, band: null, gaps: null, flags: 0 };
  };

  const line = (stroke, more) => ({ stroke: () => color(stroke), width: 1.5, ...more });
  const SERIES = {
    bid: line('--chart-1', { paths: stepped }),
    ask: line('--chart-2', { paths: stepped, dash: [6, 3] }),
    mid: line('--chart-5', { width: 1 }),
    equity: line('--chart-1'),
    inventory: line('--chart-3', { paths: stepped }),
    drawdown: line('--loss', { fill: () => `color-mix(in oklch, ${color('--loss')} 16%, transparent)` }),
  };

  const CHARTS = {
    quotes: {
      keys: ['ask', 'mid', 'bid'],
      range: rangeWithFills,
      hooks: { draw: [drawFills], setCursor: [showNearestFill] },
    },
    inventory: { keys: ['inventory'], range: (_chart, low, high) => padded(low, high) },
    equity: { keys: ['equity'], range: (_chart, low, high) => padded(low, high) },
    drawdown: { keys: ['drawdown'], range: (_chart, low) => [low < 0 ? low * 1.08 : -1, 0] },
  };

  /** Room for the widest label of any chart, so that one time stands at one place in all of them. */
  const labelWidth = () => {
    const ctx = document.createElement('canvas').getContext('2d');
    ctx.font = FONT;
    let widest = 0;
    for (const { keys } of Object.values(CHARTS)) {
      const values = keys.flatMap((key) => data[key]).filter((value) => value !== null);
      if (values.length === 0) continue;
      const low = values.reduce((a, b) => Math.min(a, b));
      const high = values.reduce((a, b) => Math.max(a, b));
      const decimals = Math.min(8, decimalsOf((high - low || Math.abs(low) * 0.002 || 1) / 10));
      for (const value of [low, high])
        widest = Math.max(widest, ctx.measureText(grouped(value, decimals)).width);
    }
    return Math.ceil(widest) + 14;
  };

  const whole = time[0] === time[last] ? [time[0] - 500, time[0] + 500] : [time[0], time[last]];
  // The time that is about to be seen: the library asks for the price range before it has taken over the new times.
  let seen = whole;
  const rangeOfTime = (_chart, low, high) => {
    seen = low === null || last === 0 ? whole : [low, high];
    return seen;
  };

  const axisLook = {
    font: FONT,
    stroke: () => color('--muted-foreground'),
    grid: { stroke: () => color('--border'), width: 1 },
    ticks: { show: false },
  };

  const labels = labelWidth();

  const options = (name, place) => {
    const { keys, range, hooks } = CHARTS[name];
    return {
      width: place.clientWidth,
      height: place.clientHeight,
      ms: 1,
      padding: [8, RIGHT, 0, 0],
      tzDate: (ms) => uPlot.tzDate(new Date(ms), 'Etc/UTC'),
      legend: { show: false },
      cursor: { sync: { key: 'report' }, points: { size: 6 }, drag: { x: true, y: false } },
      scales: { x: { range: rangeOfTime }, y: { range } },
      axes: [
        { ...axisLook, values: axisTimes, space: timeSpace, size: 40, gap: 6 },
        { ...axisLook, values: axisNumbers, size: labels, gap: 8, space: 28 },
      ],
      series: [{}, ...keys.map((key) => SERIES[key])],
      hooks: {
        ...hooks,
        setCursor: [(chart) => showValues(chart.cursor.idx), ...(hooks?.setCursor ?? [])],
        setScale: [(_chart, key) => key === 'x' && showRange()],
      },
    };
  };

  // The range, by buttons and keys.

  const buttons = document.querySelectorAll('[data-range]');
  const visibleRange = () => [charts[0].scales.x.min, charts[0].scales.x.max];

  const setRange = (min, max) => {
    const width = Math.min(Math.max(max - min, NARROWEST_MS), whole[1] - whole[0]);
    const from = Math.min(Math.max(min, whole[0]), whole[1] - width);
    for (const chart of charts) chart.setScale('x', { min: from, max: from + width });
  };

  const changeRange = (how) => {
    const [min, max] = visibleRange();
    const width = max - min;
    const { idx } = charts[0].cursor;
    const middle =
      idx === null || idx === undefined ? (min + max) / 2 : Math.min(Math.max(time[idx], min), max);
    const scaled = (factor) => setRange(middle - (middle - min) * factor, middle + (max - middle) * factor);
    if (how === 'in') scaled(1 / ZOOM);
    else if (how === 'out') scaled(ZOOM);
    else if (how === 'earlier') setRange(min - width / 2, max - width / 2);
    else if (how === 'later') setRange(min + width / 2, max + width / 2);
    else setRange(...whole);
  };

  const showRange = () => {
    if (charts.length === 0) return;
    const [min, max] = visibleRange();
    const able = {
      earlier: min > whole[0],
      later: max < whole[1],
      in: max - min > NARROWEST_MS,
      out: max - min < whole[1] - whole[0],
      all: max - min < whole[1] - whole[0],
    };
    for (const button of buttons) button.disabled = !able[button.dataset.range];
  };

  const moveCursor = (chart, samples) => {
    const [min, max] = visibleRange();
    const from = time.findIndex((ms) => ms >= min);
    const to = time.findLastIndex((ms) => ms <= max);
    const at = Math.min(Math.max((chart.cursor.idx ?? to) + samples, from), to);
    chart.setCursor({ left: chart.valToPos(time[at], 'x'), top: chart.over.clientHeight / 2 });
    speak();
  };

  const KEYS = {
    ArrowLeft: (chart) => moveCursor(chart, -1),
    ArrowRight: (chart) => moveCursor(chart, 1),
    PageUp: (chart) => moveCursor(chart, -50),
    PageDown: (chart) => moveCursor(chart, 50),
    Home: (chart) => moveCursor(chart, -Infinity),
    End: (chart) => moveCursor(chart, Infinity),
    '+': () => changeRange('in'),
    '=': () => changeRange('in'),
    '-': () => changeRange('out'),
    0: () => changeRange('all'),
  };

  for (const place of document.querySelectorAll('[data-chart]')) {
    const name = place.dataset.chart;
    const columns = [time, ...CHARTS[name].keys.map((key) => data[key])];
    const chart = new uPlot(options(name, place), columns, place);
    charts.push(chart);
    place.addEventListener('keydown', (event) => {
      const act = KEYS[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act(chart);
    });
    new ResizeObserver(() => {
      if (place.clientWidth > 0) chart.setSize({ width: place.clientWidth, height: place.clientHeight });
    }).observe(place);
  }

  document.querySelector('.tools').hidden = false;
  document.getElementById('without-script').hidden = true;
  for (const button of buttons) button.addEventListener('click', () => changeRange(button.dataset.range));
  showRange();

  const redraw = () => charts.forEach((chart) => chart.redraw());
  for (const query of ['(prefers-color-scheme: dark)', 'print'])
    matchMedia(query).addEventListener('change', redraw);
})();
