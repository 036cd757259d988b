import { type ContractTerms, defaultTerms } from './contract-terms.ts';

/** An acceptance act (акт приёма-передачи) of a foreign-trade contract: no law fixes its XML, so it is plain. */
export function actXml(terms: ContractTerms = defaultTerms): Uint8Array {
  const { number, date, exporter, buyer, goods, amount, currency } = terms;
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<Акт xmlns="urn:okno-vault:test:act" Номер="3" Дата="2026-11-20">
  <Контракт Номер="${escaped(number)}" Дата="${date}"/>
  <Сдал ИНН="${exporter.inn}">${escaped(exporter.name)}</Сдал>
  <Принял Страна="${buyer.country}">${escaped(buyer.name)}</Принял>
  <Товар>${escaped(goods)}</Товар>
  <Сумма Валюта="${currency}">${amount}</Сумма>
  <Заключение>Товар принят по количеству и качеству, претензий нет.</Заключение>
</Акт>
`;
  return new TextEncoder().encode(text);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
