import { caseName, type TestedCase } from './tested-case.ts';

/** The result as tools of continuous integration read it: JUnit's XML. */
export function junitText(file: string, tested: readonly TestedCase[]): string {
  const failures = tested.filter(({ tested: { expect }, found }) => expect !== found).length;
  const suite = `<testsuite name="${escaped(file)}" tests="${tested.length}" failures="${failures}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', suite, ...tested.map(caseText), '</testsuite>', ''].join('\n');
}

function caseText({ tested, found, change }: TestedCase): string {
  const open = `  <testcase classname="hearthgate" name="${escaped(caseName(tested))}"`;
  if (tested.expect === found) return `${open}/>`;
  const message = escaped(`expected ${tested.expect}, found ${found}`);
  return `${open}>\n    <failure message="${message}">${escaped(change ?? '')}</failure>\n  </testcase>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 has no place for become question marks. */
function escaped(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '?').replaceAll(/[&<>"]/g, (char) => entities[char] ?? '');
}
