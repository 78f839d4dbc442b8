/** A table of texts that the build makes of `messages`: see `message-tables.ts`. */
declare module 'virtual:texts/*' {
  const texts: readonly string[];
  export default texts;
}
