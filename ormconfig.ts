import { databaseAt } from './src/platform/database.js';

/** The DataSource for TypeORM's command line. */
export default databaseAt(process.env.DATABASE_URL ?? 'postgres://localhost/stafett', 1);
