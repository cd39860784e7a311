import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { WORKER_OPTIONS } from '../../src/platform/heap.js';
import { root } from '../../src/platform/root.js';

test.each(['package.json', 'docker-compose.yml', 'docs/operate/stafett-worker@.service'])(
  '%s starts a daemon with workers with the options of Node that keep it small',
  (file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/[",]+/g, '');
    const starts = text.match(/node .*bin\/stafett\.js start\b/g);
    expect(starts).toEqual([`node ${WORKER_OPTIONS.join(' ')} bin/stafett.js start`]);
  },
);
