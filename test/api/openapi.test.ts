import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { Router } from 'express';
import { apiPart } from '../../src/api/api.routes.js';
import { openApi } from '../../src/api/openapi.js';
import { root } from '../../src/platform/root.js';
import { type System, startSystem } from './system.js';

const FILE = 'docs/api/openapi.json';

let system: System;
beforeAll(async () => {
  system = await startSystem(1, 'a');
});
afterAll(() => system.close());

test('is valid OpenAPI 3.1, and there for whoever asks, without a token', async () => {
  const response = await system.ask('/openapi.json');
  expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/json; charset=utf-8']);
  const document = (await response.json()) as ReturnType<typeof openApi>;
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  expect(document.servers).toEqual([{ url: 'http://localhost:3000/api/v1' }]);
});

test('the validator finds what is wrong', async () => {
  const { paths: _, webhooks: __, components: ___, ...torn } = openApi('http://localhost:3000');
  expect((await new Validator().validate(torn)).valid).toBe(false);
});

test('every schema that it refers to is in it', () => {
  const document = openApi('http://localhost:3000');
  const wanted = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  expect(new Set(wanted)).toEqual(new Set(Object.keys(document.components.schemas)));
});

test('it describes every address of the API, and none beside them', () => {
  const routes = (apiPart(system.app).routes as Router).stack.flatMap(({ route }) => (route ? [route.path] : []));
  const described = Object.keys(openApi('').paths).map((path) => path.replace(/\{(\w+)\}/g, ':$1'));
  expect(described.sort()).toEqual(routes.sort());
});

test(`${FILE} is what an installation at http://localhost:3000 says`, async () => {
  const kept = JSON.parse(await readFile(join(root, FILE), 'utf8'));
  expect(kept).toEqual(JSON.parse(JSON.stringify(openApi('http://localhost:3000'))));
});
