// Starts a server, says where, and never stops it: its test kills this process.
import { POSTGRES_NPM } from './engines.ts';
import { startPostgres } from './start-postgres.ts';

const { folder } = await startPostgres(POSTGRES_NPM);
console.log(folder);
setInterval(() => undefined, 60_000);
