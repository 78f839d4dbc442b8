import { m } from '#lib/i18n/generated/messages.js';

/** Assets that amounts and prices of a form are in. */
export interface UnitAssets {
  readonly base: string;
  readonly quote: string;
}

/** The unit of a field as it stands beside its control; empty where there is none to show. */
export function unitText(unit: string, assets: UnitAssets | undefined): string {
  switch (unit) {
    case 'base':
      return assets?.base ?? m.unit_base();
    case 'quote':
    case 'price':
      return assets?.quote ?? m.unit_quote();
    case 'factor':
      return '×';
    case 'ratio':
      return m.unit_ratio();
    case 'count':
      return '';
    default:
      return unit;
  }
}
