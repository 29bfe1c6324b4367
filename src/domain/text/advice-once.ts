/** `PATH cannot be read (EACCES): ADVICE`, which many files share but for the part behind `; or ` or `; an ACL `. */
const advised = /^(?<what>.*? cannot be (?:read|watched) \(E[A-Z]+\)[^:]*): (?<shared>.*?)(?:; (?:or|an ACL) .*)?$/s;

/** The texts, where the advice that several of them share is said with the first one. */
export function adviceOnce(texts: readonly string[]): readonly string[] {
  const said = new Set<string>();
  return texts.map((text) => {
    const { what, shared } = advised.exec(text)?.groups ?? {};
    if (what === undefined || shared === undefined) return text;
    if (said.has(shared)) return what;
    said.add(shared);
    return text;
  });
}

/** What is said, without what to change. */
export function withoutAdvice(text: string): string {
  return advised.exec(text)?.groups?.['what'] ?? text;
}
