import { register } from 'node:module';

// Jest transforms only what it loads itself; this lets plain `node --import` run a TypeScript file of the tests.
register('./typescript-hooks.js', import.meta.url);
