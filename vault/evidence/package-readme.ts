import type { Contract } from '../model/contract.ts';
import type { DocumentRecord } from '../model/document.ts';

/** What an auditor who has only this file must know, in Russian and in English. */
export function packageReadme(facts: {
  readonly contract: Contract;
  readonly document: DocumentRecord;
  readonly logName: string;
}): Uint8Array {
  const { contract, document, logName } = facts;
  const title = oneLine(document.title);
  const number = oneLine(contract.number);
  const russian = `ПАКЕТ ДОКАЗАТЕЛЬСТВ
Документ: ${title}
Внешнеторговый договор (контракт): ${number} от ${contract.date}

Что здесь лежит
  manifest.json           перечень всех файлов пакета с размером и SHA-256
  manifest.receipt.json   квитанция журнала о выдаче этого перечня: через неё весь пакет связан с журналом
  versions/N/document/    версия N документа, байт в байт как она поступила
  versions/N/signatures/  электронные подписи к ней, как они поступили
  versions/N/reports/     протоколы проверки подписей при поступлении (для сведения)
  versions/N/receipts/    квитанции: received.json - дата и время поступления, placed.json - размещения
                          (пункт 24 Правил, утверждённых постановлением Правительства РФ от 28.01.2022 № 65)
  evidence/               сертификаты, списки отзыва и ответы OCSP, на которых стояло решение о подписях

Как проверить без сети и без доверия к этому файлу
  okno verify ПАКЕТ.zip --trust КОРНЕВЫЕ_СЕРТИФИКАТЫ --log-key КЛЮЧ_ЖУРНАЛА
Корневые сертификаты и ключ журнала «${logName}» берутся не отсюда, а из источника, которому вы доверяете:
то, что лежит внутри пакета, само себя подтвердить не может. Без них ответ будет INDETERMINATE.

Как проверить чужими средствами
  sha256sum ФАЙЛ          сравнить с manifest.json
  openssl cms -verify -binary -inform DER -in ПОДПИСЬ -content ДОКУМЕНТ -CAfile КОРНЕВОЙ.pem
  Поле proof квитанции - текст формата C2SP tlog-proof: подпись контрольной точки проверяется средствами
  golang.org/x/mod/sumdb/note, вхождение записи - golang.org/x/mod/sumdb/tlog. Лист журнала - это строки
  «okno-vault entry v1» и base64(SHA-256(salt + запись entry в каноническом виде RFC 8785)).
  Поле seal - печать оператора: отсоединённая подпись CMS под текстом контрольной точки
  (три строки после пустой строки в proof, с переводом строки в конце).
`;
  const english = `EVIDENCE PACKAGE
Document: ${title}
Foreign-trade contract: ${number} of ${contract.date}

What is here
  manifest.json           every file of the package with its size and SHA-256
  manifest.receipt.json   receipt of the journal for the issue of that list: it hangs the whole package on the log
  versions/N/document/    version N of the document, octet for octet as it was received
  versions/N/signatures/  the electronic signatures with it, as they were received
  versions/N/reports/     validation reports made on receipt (for information)
  versions/N/receipts/    receipts: received.json - date and time of receipt, placed.json - of placing
                          (para. 24 of the Rules approved by Government Decree No. 65 of 28.01.2022)
  evidence/               certificates, revocation lists and OCSP responses on which the decisions stood

How to verify without network and without trusting this file
  okno verify PACKAGE.zip --trust ROOT_CERTIFICATES --log-key LOG_KEY
Root certificates and the key of the log "${logName}" must come from a source that you trust, not from here:
what lies inside a package cannot vouch for itself. Without them the answer is INDETERMINATE.

How to verify with other tools
  sha256sum FILE          compare with manifest.json
  openssl cms -verify -binary -inform DER -in SIGNATURE -content DOCUMENT -CAfile ROOT.pem
  The field proof of a receipt is a C2SP tlog-proof: golang.org/x/mod/sumdb/note verifies the checkpoint's
  signature, golang.org/x/mod/sumdb/tlog the inclusion of the entry. The leaf of the log is the lines
  "okno-vault entry v1" and base64(SHA-256(salt + entry in the canonical form of RFC 8785)).
  The field seal is the operator's seal: a detached CMS signature over the checkpoint's text
  (three lines after the blank line in proof, with the newline at the end).
`;
  return new TextEncoder().encode(`${russian}\n${'-'.repeat(78)}\n\n${english}`);
}

/** Users' text must not draw lines of its own into the page. */
function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
