/** What a key press asks for. */
export type Shortcut =
  { readonly kind: 'palette' } | { readonly kind: 'keys' } | { readonly kind: 'go'; readonly letter: string };

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** How long `g` waits for its letter, ms. */
const SECOND_KEY_WITHIN = 1500;

/**
 * Reads the keyboard map: Ctrl+K (⌘K) the commands, `?` the map, `g` then a letter a page. Answers undefined for what
 * is none of these. Plain letters count only outside of fields: the caller says so.
 */
export function shortcutReader(): (press: Press, typing: boolean, at: number) => Shortcut | undefined {
  let leader = Number.NEGATIVE_INFINITY;
  return (press, typing, at) => {
    const chord = press.ctrlKey || press.metaKey;
    if (chord && !press.altKey && press.key.toLowerCase() === 'k') return { kind: 'palette' };
    if (typing || chord || press.altKey) return undefined;
    if (press.key === '?') return { kind: 'keys' };
    if (at - leader < SECOND_KEY_WITHIN) {
      leader = Number.NEGATIVE_INFINITY;
      return { kind: 'go', letter: press.key };
    }
    if (press.key === 'g') leader = at;
    return undefined;
  };
}

/** Whether what is pressed goes into a field, or a dialog is open that has its own keys. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, dialog, [role=dialog]') !== null)
  );
}
