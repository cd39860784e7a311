import { cpus, totalmem } from 'node:os';

/** On what was measured. */
export const machine = () => ({
  cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
  node: `Node ${process.version}`,
});
