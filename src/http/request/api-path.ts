/** `/api` would be redirected by the panel, which turns a POST into a GET. */
const apiPaths: ReadonlySet<string> = new Set(['/api/', '/api/index.php', '/api']);

/** Whether a request target is one of the API's paths: up to the query, byte for byte, without decoding or normalising. */
export function isApiPath(target: string): boolean {
  const query = target.indexOf('?');
  return apiPaths.has(query === -1 ? target : target.slice(0, query));
}
