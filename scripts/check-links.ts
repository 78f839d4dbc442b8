import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Folders whose Markdown is not ours. */
const ignored = /(^|\/)(node_modules|dist|coverage|\.mrm|\.git)(\/|$)/;

/**
 * Checks every relative link and anchor in the Markdown files below a folder, without the network. Links to
 * other sites are not followed.
 *
 * @returns one line per broken link, `file:line: what is wrong`; empty when all is well
 */
export function checkLinks(root: string): string[] {
  const files = globSync('**/*.md', { cwd: root, exclude: (name) => ignored.test(name) });
  return files.sort().flatMap((file) => checkFile(root, file));
}

function checkFile(root: string, file: string): string[] {
  const problems: string[] = [];
  for (const { target, line } of links(readFileSync(join(root, file), 'utf8'))) {
    const problem = checkTarget(root, file, target);
    if (problem !== undefined) problems.push(`${file}:${line}: ${problem}`);
  }
  return problems;
}

function checkTarget(root: string, file: string, target: string): string | undefined {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return undefined;
  const [path = '', anchor] = decodeURI(target).split('#', 2);
  const from = path.startsWith('/') ? root : resolve(root, dirname(file));
  const found = path === '' ? resolve(root, file) : resolve(from, path.replace(/^\//, ''));
  if (relative(root, found).startsWith('..')) return `${target} leaves the repository`;
  if (!existsSync(found)) return `${target} does not exist`;
  if (anchor === undefined || !found.endsWith('.md') || statSync(found).isDirectory()) return undefined;
  return anchors(readFileSync(found, 'utf8')).has(anchor) ? undefined : `${target}: no heading #${anchor}`;
}

/** Targets of inline links, images, link definitions and HTML attributes; code is left out. */
function links(markdown: string): { target: string; line: number }[] {
  const target = String.raw`(?:<([^>]+)>|([^\s)>]+))`;
  const pattern = new RegExp(
    [
      String.raw`\]\(\s*${target}(?:\s+["'(][^)]*)?\s*\)`,
      String.raw`^ {0,3}\[[^\]]+\]:\s*${target}`,
      String.raw`\b(?:href|src)="([^"]+)"`,
    ].join('|'),
    'g',
  );
  return prose(markdown).flatMap((text, index) =>
    [...text.matchAll(pattern)].map((match) => ({
      target: match.slice(1).find((group) => group !== undefined) ?? '',
      line: index + 1,
    })),
  );
}

/** Anchors that GitHub gives to the headings of a file, and explicit `id`s. */
function anchors(markdown: string): Set<string> {
  const found = new Set<string>();
  // Headings may hold inline code, which belongs to the anchor; only fenced blocks are left out.
  for (const text of withoutFences(markdown)) {
    for (const match of text.matchAll(/\b(?:id|name)="([^"]+)"/g)) found.add(match[1]);
    const heading = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/.exec(text)?.[1];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    let unique = slug;
    for (let n = 1; found.has(unique); n += 1) unique = `${slug}-${n}`;
    found.add(unique);
  }
  return found;
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

function prose(markdown: string): string[] {
  return withoutFences(markdown).map((line) => line.replaceAll(/(`+).*?\1/g, ''));
}

/** The lines of a file, those of fenced code blocks emptied so that line numbers stay right. */
function withoutFences(markdown: string): string[] {
  let fence: string | undefined;
  return markdown.split('\n').map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark === undefined) return fence === undefined ? line : '';
    if (fence === undefined) fence = mark;
    else if (mark.startsWith(fence)) fence = undefined;
    return '';
  });
}

if (import.meta.main) {
  const problems = checkLinks(resolve(import.meta.dirname, '..'));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
