import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on the page, one line for each element; empty where all is well. */
export async function axe(page: Page): Promise<string[]> {
  return run(new AxeBuilder({ page }).withTags(TAGS));
}

/** The same of the rules about colors alone: for another look of a page that `axe` has seen. */
export async function axeColors(page: Page): Promise<string[]> {
  return run(new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']));
}

async function run(builder: AxeBuilder): Promise<string[]> {
  // Our pages hold no frames; gathering results from those is what takes most of the time.
  const { violations } = await builder.setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${id} ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
    ),
  );
}
