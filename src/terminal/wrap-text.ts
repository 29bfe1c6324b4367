/** No line that the program prints of itself is longer. */
const columns = 80;

/** One paragraph as lines of at most 80 columns, each behind `indent` spaces. A word that is longer stands alone. */
export function wrapText(text: string, indent = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent + longer.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each);
}
