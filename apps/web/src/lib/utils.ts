import { clsx } from 'clsx';
import type { ClassValue } from 'clsx';
import { mergeClasses } from './merge-classes.ts';

/** Joins class names; of Tailwind classes that contradict each other the last one wins. */
export function cn(...inputs: ClassValue[]): string {
  return mergeClasses(clsx(inputs));
}

/** Props of a part whose root element can be bound. */
export type WithRef<Props, Element extends HTMLElement = HTMLElement> = Props & { ref?: Element | null };
