import { describe, expect, it } from 'vitest';
import { SealedAct } from './sealed-act.ts';

describe('SealedAct', () => {
  it('makes its body anew for each try, and sends the one that was confirmed', async () => {
    let made = 0;
    const act = new SealedAct('POST', '/api/keys/rotate', () => Promise.resolve({ made: ++made }));
    expect(() => act.body).toThrow();
    expect(await act.act()).toEqual({ method: 'POST', path: '/api/keys/rotate', body: { made: 1 } });
    expect(act.body).toEqual({ made: 1 });
    await act.act();
    expect(act.body).toEqual({ made: 2 });
  });
});
