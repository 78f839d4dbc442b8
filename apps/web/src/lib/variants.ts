import { mergeClasses } from './merge-classes.ts';

type Looks = Readonly<Record<string, Readonly<Record<string, string>>>>;
/** For each variant, one of its names. */
export type Choice<V extends Looks> = { readonly [K in keyof V]?: keyof V[K] };

/**
 * The classes of a part that comes in several looks: those common to all, and of each variant those of the look that
 * is chosen, or else of the usual one.
 *
 * @example
 *   const badge = variants({ base: 'border', variants: { tone: { good: 'text-gain' } }, usual: { tone: 'good' } });
 *   badge({ tone: 'good' }); // 'border text-gain'
 */
export function variants<const V extends Looks>(look: {
  readonly base: string;
  readonly variants: V;
  readonly usual: { readonly [K in keyof V]: keyof V[K] };
}): (choice?: Choice<V>) => string {
  return (choice = {}) =>
    mergeClasses(
      Object.entries(look.variants).reduce(
        (classes, [name, looks]) => `${classes} ${looks[String(choice[name] ?? look.usual[name])] ?? ''}`,
        look.base,
      ),
    );
}

/** What `variants(…)` lets choose: for the props of a part. */
export type ChoiceOf<F> = F extends (choice?: infer C) => string ? NonNullable<C> : never;
