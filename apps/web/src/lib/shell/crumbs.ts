import type { Crumb } from '#lib/components/ui/breadcrumb/index.ts';

/**
 * The way to a page, from its path. `nameOf` gives the name of a segment that has one; another segment is the id of
 * a thing and takes `thing`, the name the page gave, or else shows as it is.
 */
export function crumbsOf(
  path: string,
  nameOf: (href: string) => string | undefined,
  thing: string | undefined,
): Crumb[] {
  const segments = path.split('/').filter(Boolean);
  const crumbs: Crumb[] = [];
  segments.forEach((segment, index) => {
    const href = `/${segments.slice(0, index + 1).join('/')}`;
    const label = nameOf(href) ?? nameOf(segment) ?? thing ?? decodeURIComponent(segment);
    crumbs.push(index === segments.length - 1 ? { label } : { label, href });
  });
  if (crumbs.length === 0) crumbs.push({ label: nameOf('/') ?? '/' });
  return crumbs;
}
