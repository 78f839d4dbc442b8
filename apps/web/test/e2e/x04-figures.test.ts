import { describe, expect, it } from 'vitest';
import { openGallery, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const MINUS = '\u2212';

describe('X4: figures', () => {
  it('keep every decimal, without exponent, with a minus sign that is one', async () => {
    const { page } = await served().open();
    await openGallery(page);
    const amounts = await page.locator('#amount [data-slot=amount]').allInnerTexts();
    expect(amounts).toContain(`${MINUS}0.00000001`);
    expect(amounts).toContain('+12,904.11');
    expect(amounts.join()).not.toMatch(/\de[+-]?\d|(?<!\w)-\d/);
  });

  it('are equally wide whatever their digits', async () => {
    const { page } = await served().open();
    await openGallery(page);
    const widths = await page
      .locator('#table [data-figure]')
      .evaluateAll((figures) => figures.map((figure) => figure.getBoundingClientRect().width));
    expect(widths).toHaveLength(2);
    expect(widths[0]).toBe(widths[1]);
  });

  it('carry the zone with the time, and the full value with the short one', async () => {
    const { page } = await served().open();
    await openGallery(page);
    expect(await page.locator('#time time').first().innerText()).toMatch(/14:02:11 UTC$/);
    const compact = page.locator('#amount [data-slot=amount][title]');
    expect(await compact.innerText()).toBe('38.9M');
    expect(await compact.getAttribute('title')).toBe('38,912,004.2');
  });

  it(`P7: a loss reads ${MINUS}5,902.77 in the card, the table and the tooltip`, async () => {
    const { page } = await served().open();
    await openGallery(page);
    const loss = `${MINUS}5,902.77`;
    expect(await page.locator('#amount').innerText()).toContain(loss);
    expect(await page.locator('#data-table').getByRole('row', { name: 'old-harbor' }).innerText()).toContain(
      loss,
    );
    await visit(page, '/preferences');
    expect(await page.getByText(loss).count()).toBe(1);
  });

  it('P13: zero is 0 and unknown is –', async () => {
    const { page } = await served().open();
    await openGallery(page);
    const amounts = await page.locator('#amount [data-slot=amount]').allInnerTexts();
    const shares = await page.locator('#percent [data-slot=percent]').allInnerTexts();
    expect(amounts).toEqual(expect.arrayContaining(['0', '–']));
    expect(shares).toEqual([
      expect.stringMatching(/^\+6\.84/),
      expect.stringMatching(`^${MINUS}4.10`),
      '0%',
      '–',
    ]);
  });
});
