import { z } from 'zod';
import { CHANGES } from '../changes/change.schema.js';
import { messageSchema } from '../webhooks/message.js';
import { changesAnswer, changesQuery, finalListAnswer, roundsAnswer } from './answers.js';
import { problemSchema } from './problems.js';

const refTo = (id: string) => `#/components/schemas/${id}`;

/** Every schema that has a name, as JSON Schema: as an answer may grow, what is not named in it is not forbidden. */
function components(): Readonly<Record<string, object>> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: refTo, io: 'input', override: plainly });
  return Object.fromEntries(
    Object.entries(schemas)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([id, { $schema: _, $id: __, id: ___, ...schema }]) => [id, schema]),
  );
}

/** A format says it; the pattern of it says nothing to a reader, nor does the largest number that JavaScript has. */
function plainly({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string; maximum?: number } }): void {
  if (jsonSchema.format) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

const content = (schema: z.ZodType, type = 'application/json') => ({
  [type]: { schema: { $ref: refTo(schema.meta()?.id ?? '') } },
});

const problem = (description: string, headers = {}) => ({
  description,
  ...(Object.keys(headers).length > 0 && { headers }),
  content: content(problemSchema, 'application/problem+json'),
});

const header = (description: string) => ({ description, schema: { type: 'string' } });

/** Refusals that every request may meet. */
const REFUSALS = {
  400: problem('A parameter cannot be, or is not known.'),
  401: problem('There is no token, or it is unknown, revoked or expired.', {
    'WWW-Authenticate': header('By RFC 6750.'),
  }),
  429: problem('Asked too often.', { 'Retry-After': header('How many seconds to wait.') }),
};
const NO_SCOPE = { 403: problem('The token lacks the scope.', { 'WWW-Authenticate': header('By RFC 6750.') }) };
const NOT_FOUND = { 404: problem('There is no such round, or not for this token.') };

function parameters(query: z.ZodObject): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema as { description?: string };
    return { name, in: 'query', required: required.includes(name), description, schema: rest };
  });
}

const answered = (description: string, schema: z.ZodType) => ({ 200: { description, content: content(schema) } });

/**
 * The description of the API by OpenAPI 3.1, made of the schemas that shape its answers.
 * @param baseUrl where this installation answers
 */
export const openApi = (baseUrl: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Stafett',
    version: '1',
    summary: 'Who is employed as an assistant, and what changes.',
    description:
      'For payroll and access systems. Read only. See docs/api.md for how to get a token and follow changes.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: `${baseUrl}/api/v1` }],
  security: [{ token: [] }],
  paths: {
    '/rounds': {
      get: {
        operationId: 'rounds',
        summary: 'The rounds',
        responses: { ...answered('The rounds that the token may know of.', roundsAnswer), ...REFUSALS },
      },
    },
    '/rounds/{id}/final-list': {
      get: {
        operationId: 'finalList',
        summary: 'Who is employed in a round',
        description: 'Needs the scope `final-list`.',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { ...answered('Who is employed.', finalListAnswer), ...REFUSALS, ...NO_SCOPE, ...NOT_FOUND },
      },
    },
    '/changes': {
      get: {
        operationId: 'changes',
        summary: 'What has changed since a cursor',
        description: 'Needs the scope `changes`. No change is ever left out, however late its decision was committed.',
        parameters: parameters(changesQuery),
        responses: { ...answered('Changes in the order of their ids.', changesAnswer), ...REFUSALS, ...NO_SCOPE },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'openapi',
        summary: 'This description',
        security: [],
        responses: { 200: { description: 'This description.', content: { 'application/json': { schema: {} } } } },
      },
    },
  },
  webhooks: Object.fromEntries(
    CHANGES.map((event) => [
      event,
      {
        post: {
          operationId: `${event}Webhook`,
          summary: `Told to webhooks that want to know of ${event}`,
          description: 'Signed by the Standard Webhooks specification. May come twice, under the same webhook-id.',
          security: [],
          parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
            name,
            in: 'header',
            required: true,
            schema: { type: 'string' },
          })),
          requestBody: { required: true, content: content(messageSchema) },
          responses: {
            '2XX': { description: 'Taken.' },
            410: { description: 'Gone: the webhook is removed.' },
            default: { description: 'Not taken; it comes again.' },
          },
        },
      },
    ]),
  ),
  components: {
    schemas: components(),
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'A token of `npx stafett token add`.' },
    },
  },
});
