import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { POSTGRES_DEBIAN, POSTGRES_NPM } from './engines.ts';
import { startPostgres } from './start-postgres.ts';
import { testOn } from './test-on.ts';

for (const engine of [POSTGRES_NPM, POSTGRES_DEBIAN]) {
  testOn(engine)(
    `${engine.name} starts, dies, starts again over its files, and leaves nothing`,
    async (t) => {
      const server = await startPostgres(engine);
      await server.query('CREATE TABLE kept AS SELECT 1 AS x');
      await server.kill();
      await t.throwsAsync(server.query('SELECT 1'));
      await server.start();
      t.deepEqual(await server.query('SELECT x FROM kept'), [{ x: 1 }]);
      await server.stop();
      t.false(existsSync(server.folder));
    },
  );
}

testOn(POSTGRES_NPM)('a process that is killed takes its server with it', async (t) => {
  const script = fileURLToPath(new URL('./abandoned.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [folder] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  t.true(existsSync(folder));
  child.kill('SIGKILL');
  const end = Date.now() + 60_000;
  while (existsSync(folder) && Date.now() < end) await new Promise((r) => setTimeout(r, 20));
  t.false(existsSync(folder));
});
