import { m } from '#lib/i18n/generated/messages.js';
import type { FormGroup } from './form-context.ts';
import type { FormField } from './form-field.ts';

type GroupName =
  'main' | 'sizes' | 'renewing' | 'band' | 'inventory' | 'placing' | 'reference' | 'perpetual' | 'more';

/** Where parameters of these names are shown; the others stand under "more". */
const GROUP_OF: Readonly<Partial<Record<string, GroupName>>> = {
  ...names('main', 'bidSpreadBp askSpreadBp levels levelSpreadBp orderQty refreshSec'),
  ...names('sizes', 'levelQty bidLevels askLevels'),
  ...names('renewing', 'toleranceBp minSpreadBp maxAgeSec filledDelaySec waitCancel'),
  ...names('band', 'priceCeiling priceFloor movingBand bandUpBp bandDownBp bandRefreshSec'),
  ...names('inventory', 'pingPong skew targetBaseRatio skewRange inventoryCostGuard'),
  ...names('placing', 'hanging hangingMaxBp optimize optimizeDepthQty addCosts takeIfCrossed'),
  ...names('reference', 'priceSource priceType priceDepthQty references maxDivergenceBp referenceMaxAgeSec'),
  ...names(
    'perpetual',
    'leverage positionMode longTakeProfitBp shortTakeProfitBp stopLossBp stopRetrySec stopSlippageBp',
  ),
};
const ORDER: readonly GroupName[] = [
  'main',
  'sizes',
  'renewing',
  'band',
  'inventory',
  'placing',
  'reference',
  'perpetual',
  'more',
];
/** A strategy with no more parameters than this shows them all at once. */
const FEW = 8;

const MAIN_LIMITS = new Set(['maxDrawdownRatio', 'maxDailyLossQuote', 'maxPosition', 'maxOrderNotional']);

/** Parameters of a strategy, those that decide the quotes first and the rest collapsed by subject. */
export function parameterGroups(fields: readonly FormField[], product: 'spot' | 'usdm'): FormGroup[] {
  if (fields.length <= FEW) return [group('main', fields)];
  return ORDER.map((name) =>
    group(
      name,
      fields.filter((field) => (GROUP_OF[field.name] ?? 'more') === name),
    ),
  ).filter(
    ({ fields: own, title }) => own.length > 0 && (product === 'usdm' || title !== groupTitle('perpetual')),
  );
}

/** Risk limits: those that stop a loss first. */
export function limitGroups(fields: readonly FormField[]): FormGroup[] {
  return [
    {
      title: m.form_group_main(),
      fields: fields.filter(({ name }) => MAIN_LIMITS.has(name)),
      advanced: false,
    },
    {
      title: m.form_group_limits(),
      fields: fields.filter(({ name }) => !MAIN_LIMITS.has(name)),
      advanced: true,
    },
  ];
}

function group(name: GroupName, fields: readonly FormField[]): FormGroup {
  return { title: groupTitle(name), fields, advanced: name !== 'main' };
}

function groupTitle(name: GroupName): string {
  switch (name) {
    case 'main':
      return m.form_group_main();
    case 'sizes':
      return m.form_group_sizes();
    case 'renewing':
      return m.form_group_renewing();
    case 'band':
      return m.form_group_band();
    case 'inventory':
      return m.form_group_inventory();
    case 'placing':
      return m.form_group_placing();
    case 'reference':
      return m.form_group_reference();
    case 'perpetual':
      return m.form_group_perpetual();
    case 'more':
      return m.form_group_more();
  }
}

function names(group: GroupName, list: string): Record<string, GroupName> {
  return Object.fromEntries(list.split(' ').map((name) => [name, group]));
}
