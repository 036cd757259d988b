import { randomUUID } from 'node:crypto';
import { defaultTerms } from '../../test-fixtures/documents/contract-terms.ts';
import { upd503 } from '../../test-fixtures/documents/upd503-xml.ts';
import {
  PLAIN_CONTRACT,
  registerContract,
  sign,
  signaturePart,
  startStage,
} from '../service.fixture.ts';
import { startBrowser, testInBrowser } from './browser.fixture.ts';

testInBrowser(
  'what an УПД says otherwise than its contract stands on the page, in the language of the page',
  async (t) => {
    t.timeout(60_000);
    const { exporter, identities } = await startStage(t);
    const contract = await registerContract(exporter, PLAIN_CONTRACT);
    const terms = { ...defaultTerms, date: '2026-01-16' };
    const { bytes, fileName } = upd503({ terms, date: '2026-02-01' });
    const answer = await exporter.place(`/v1/contracts/${contract}/documents`, {
      key: randomUUID(),
      metadata: { category: 'b', title: 'Счёт' },
      files: [
        { name: 'document', fileName, mediaType: 'application/xml', bytes },
        signaturePart(await sign(bytes, identities.head)),
      ],
    });
    t.is(answer.status, 201, answer.bytes.toString());
    const { json } = await exporter.post('/v1/session/tickets', {});

    const open = await startBrowser(t);
    const page = await open(String(json['link']));
    const note = page.getByRole('note');
    await note.waitFor();
    t.is(await note.getByText('Валюта документа USD, а контракта — EUR.').count(), 1);
    t.regex(await note.innerText(), /по другому основанию: «Контракт 17-Э\/2026 2026-01-16»/);
    await page.getByRole('button', { name: 'English' }).click();
    await note.getByText('The document is in USD, the contract in EUR.').waitFor();
    t.false((await note.innerText()).includes('Валюта'));
  },
);
