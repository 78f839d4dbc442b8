import type { ChannelDefinition, LivePublisher } from '../../api/ports.ts';

/** Keeps what is published; somebody looks at the channels that a test names. */
export class LiveRecord implements LivePublisher {
  readonly channels = new Map<string, ChannelDefinition>();
  readonly appended: unknown[] = [];
  readonly changes: string[] = [];
  readonly looking = new Set<string>();

  define(definition: ChannelDefinition): void {
    this.channels.set(definition.name, definition);
  }

  read(channel: string): unknown {
    return this.channels.get(channel)?.read('');
  }

  changed(channel: string): void {
    this.changes.push(channel);
  }

  append(_channel: string, items: readonly unknown[]): void {
    this.appended.push(...items);
  }

  watched(channel: string): boolean {
    return this.looking.has(channel);
  }
}
