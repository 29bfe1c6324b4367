/** Whether the text stands there in the body. A loop: no view is made, and most comparisons end at the first byte. */
export function startsWith(body: Buffer, text: Buffer, from: number): boolean {
  for (let index = 0; index < text.length; index += 1) if (body[from + index] !== text[index]) return false;
  return true;
}
