import { randomFillSync } from 'node:crypto';

const idBytes = 16;
const ids = 1024;

/** Makes ids of 16 random bytes in hexadecimal. Random bytes are drawn in batches: drawing them for each id costs more than all checks of a request. */
export function createRequestIds(): () => string {
  const stock = Buffer.alloc(idBytes * ids);
  let at = stock.length;
  return () => {
    if (at === stock.length) {
      randomFillSync(stock);
      at = 0;
    }
    at += idBytes;
    return stock.toString('hex', at - idBytes, at);
  };
}
