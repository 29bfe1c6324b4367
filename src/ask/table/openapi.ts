import { programVersion } from '../../config/text/program-version.ts';
import { neededRole } from '../../admin/route/route.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { apiPath } from '../api-path.ts';
import type { Schema } from '../contract/schema.ts';

/** The admin API in OpenAPI 3.1, from the table of its routes. */
export function openApi(questions: readonly GatewayQuestion[]): Schema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const question of questions) {
    const path = apiPath(question);
    paths[path] = { ...paths[path], [question.method.toLowerCase()]: operationOf(question) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hearthgate admin API',
      version: programVersion(),
      description:
        'What commands ask the running gateway, at its second listener. No field of version 1 changes its meaning; fields may be added.',
    },
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token with a role: metrics, read or operate, each also what those before it may.',
        },
      },
    },
  };
}

function operationOf(question: GatewayQuestion): Schema {
  const { method, path, contract, isStream = false } = question;
  const { summary, answer } = contract;
  return {
    operationId: `${method.toLowerCase()}-${path.slice(1)}`,
    summary,
    security: [{ token: [neededRole({ role: question.role }, method)] }],
    ...(method === 'GET' ? queryOf(contract) : bodyOf(contract)),
    responses: {
      '200': { description: 'Done.', content: { [isStream ? 'application/x-ndjson' : 'application/json']: { schema: answer } } },
      default: { description: 'Not done: why, in one line.', content: { 'text/plain': { schema: { type: 'string' } } } },
    },
  };
}

type Contract = GatewayQuestion['contract'];

function queryOf({ parameters }: Contract): Schema {
  return {
    parameters: Object.entries(parameters).map(([name, { schema, description, isRequired = false }]) => ({
      name,
      in: 'query',
      required: isRequired,
      description,
      schema,
    })),
  };
}

function bodyOf({ parameters }: Contract): Schema {
  const entries = Object.entries(parameters);
  const properties = Object.fromEntries(entries.map(([name, { schema, description }]) => [name, { ...schema, description }]));
  const required = entries.filter(([, { isRequired }]) => isRequired === true).map(([name]) => name);
  return {
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', properties, required } } } },
  };
}
