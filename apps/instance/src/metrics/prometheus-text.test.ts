import { describe, expect, it } from 'vitest';
import { counter, gauge, prometheusText } from './prometheus-text.ts';

describe('prometheusText', () => {
  it('writes help, type and samples', () => {
    expect(prometheusText([gauge('temperature', 'How warm', 21.5), counter('doors_total', 'Doors', 3)])).toBe(
      '# HELP temperature How warm\n# TYPE temperature gauge\ntemperature 21.5\n' +
        '# HELP doors_total Doors\n# TYPE doors_total counter\ndoors_total 3\n',
    );
  });

  it('escapes what a name of a bot may hold', () => {
    const text = prometheusText([
      {
        name: 'bot_state',
        help: 'a\\b\nc',
        type: 'gauge',
        samples: [{ labels: { name: 'say "hi"\\\n', state: 'running' }, value: 1 }],
      },
    ]);
    expect(text).toBe(
      '# HELP bot_state a\\\\b\\nc\n# TYPE bot_state gauge\nbot_state{name="say \\"hi\\"\\\\\\n",state="running"} 1\n',
    );
  });

  it('writes infinities as Prometheus reads them, and leaves out what has no samples', () => {
    expect(prometheusText([gauge('up', 'Up', Infinity)])).toContain('\nup +Inf\n');
    expect(prometheusText([gauge('up', 'Up', -Infinity)])).toContain('\nup -Inf\n');
    expect(prometheusText([{ name: 'none', help: 'None', type: 'gauge', samples: [] }])).toBe('');
  });
});
