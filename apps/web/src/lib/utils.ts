import { clsx } from 'clsx';
import type { ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// The names of app.css: unknown to it, `text-label` would count as a color and contradict `text-loss`.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['label', 'cell', 'body', 'touch', 'headline', 'hero'],
      radius: ['box', 'control', 'tag'],
    },
  },
});

/** Joins class names; of Tailwind classes that contradict each other the last one wins. */
export function cn(...inputs: ClassValue[]): string {
  return merge(clsx(inputs));
}

/** Props of a part whose root element can be bound. */
export type WithRef<Props, Element extends HTMLElement = HTMLElement> = Props & { ref?: Element | null };
