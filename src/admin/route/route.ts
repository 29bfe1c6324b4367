import type { TokenRole } from '../../domain/policy/admin-token.ts';
import type { AdminAnswer, AdminStream } from './admin-answer.ts';
import type { AdminCaller } from './admin-caller.ts';

export type Method = 'GET' | 'POST' | 'DELETE';

/** What a path of the second listener does, by method. A GET has its parameters in the query, what changes something in a JSON body. */
export type Route = Partial<Record<Method, RouteAction>> & {
  /** The least role that it needs, where it is not that of the method. */
  readonly role?: TokenRole | undefined;
};

/**
 * @param by who asks; of an open path it may be anybody
 * @param accept the header of that name
 */
export type RouteAction = (
  parameters: URLSearchParams,
  by: AdminCaller | undefined,
  accept?: string,
) => Promise<AdminAnswer | AdminStream>;

/** By path. */
export type Routes = ReadonlyMap<string, Route>;

/** The least role that the route needs. */
export function neededRole({ role }: Route, method: Method): TokenRole {
  return role ?? (method === 'GET' ? 'read' : 'operate');
}
