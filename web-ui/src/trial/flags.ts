/** Parameters the way a worker gets them on its command line, quoted for a POSIX shell. */
export function flags(parameters: Record<string, unknown>): string {
  return Object.entries(parameters).map(([name, value]) => `--${name}=${quote(String(value))}`).join(' ');
}

export const quote = (text: string): string => (/^[A-Za-z0-9_./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
