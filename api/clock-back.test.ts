// The clock of the server is set back: the journal fixes no moment before its last one, says so, and goes on by itself.
import test from 'ava';
import { clientOf } from './client.fixture.ts';
import { placeRequest, registerContract, startStage } from './service.fixture.ts';

const HOUR = 3_600_000;

test('a clock that is set back stops the journal, not the reading; set right, what was asked is done', async (t) => {
  const clock = { back: 0, now: () => new Date(Date.now() - clock.back) };
  const { exporter, identities, origin, operator } = await startStage(t, { ports: { clock } });
  const contract = await registerContract(exporter);
  const visitor = clientOf(origin);
  t.is((await visitor.get('/readyz')).status, 200);
  const before = await operator.get('/v1/journal/checkpoint');

  clock.back = HOUR;
  const request = await placeRequest(identities.head, 'Договор');
  const refused = await exporter.place(`/v1/contracts/${contract}/documents`, request);
  t.is(refused.status, 503, refused.bytes.toString());
  const ready = await visitor.get('/readyz');
  t.is(ready.status, 503);
  t.regex(ready.bytes.toString(), /clock/);
  t.is((await exporter.get(`/v1/contracts/${contract}`)).status, 200);
  const during = await operator.get('/v1/journal/checkpoint');
  t.deepEqual(during.bytes, before.bytes, 'nothing was signed');

  clock.back = 0;
  const placed = await exporter.place(`/v1/contracts/${contract}/documents`, request);
  t.is(placed.status, 201, placed.bytes.toString());
  t.is((await visitor.get('/readyz')).status, 200);
});
