import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DAEMON_OPTIONS } from '../../src/platform/heap.js';
import { root } from '../../src/platform/root.js';

test.each(['package.json', 'Dockerfile', 'docs/operate/stafett-web.service', 'docs/operate/stafett-worker@.service'])(
  '%s starts a daemon with the options of Node that keep it small',
  (file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/[",]+/g, '');
    const starts = text.match(/node .*bin\/stafett\.js start\b/g);
    expect(starts).toEqual([`node ${DAEMON_OPTIONS.join(' ')} bin/stafett.js start`]);
  },
);
