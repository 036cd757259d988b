import type { Contract } from '../model/contract.ts';
import { PACKAGE_CHECKS } from './package-checks.ts';

/** What an auditor who has only this file must know, in Russian and in English, and the commands that check it. */
export function packageReadme(facts: {
  readonly contract: Contract;
  /** How many documents are in the package. */
  readonly documents: number;
  /** Entries of the journal as of which it tells. */
  readonly asOf: number;
  readonly logName: string;
}): Uint8Array {
  const { contract, documents, asOf, logName } = facts;
  const number = oneLine(contract.number);
  const russian = `ПАКЕТ ДОКАЗАТЕЛЬСТВ
Внешнеторговый договор (контракт): ${number} от ${contract.date}
Документов в пакете: ${documents}. Составлен по состоянию журнала «${logName}» на ${asOf} записей.

Что здесь лежит (каждый файл - в CONTENTS.txt)
  documents/D/versions/N/document/    версия N документа D, байт в байт как она поступила
  documents/D/versions/N/signatures/  электронные подписи к ней, как они поступили
  documents/D/versions/N/reports/     отчёты о проверке подписей при поступлении (для сведения)
  documents/D/versions/N/receipts/    квитанции: получение, размещение, направление, получение адресатом
                                      (пункт 24 Правил, утверждённых постановлением Правительства РФ от 28.01.2022 № 65)
  receipts/                           квитанции о поступлении запросов, на которые даны ответы
  supplements/                        штампы времени и подписи свидетелей над контрольными точками журнала: пришли после
                                      квитанций; и доказательства, что журнал с этих точек только рос
  evidence/                           сертификаты, списки отзыва и ответы OCSP, на которых стояли решения
  META-INF/, mimetype                 то, что делает архив контейнером ASiC-E (ETSI EN 319 162-1)
  manifest.json                       опись: все файлы с размером и SHA-256 и что к чему относится
  manifest.receipt.json               квитанция журнала о выдаче описи: через неё весь пакет связан с журналом

Чему верить
  Корневые сертификаты и ключ журнала «${logName}» берутся не отсюда, а из источника, которому вы доверяете: то, что
  лежит внутри пакета, само себя подтвердить не может.
  Подлинники - файлы JSON квитанций; отчёты и CONTENTS.txt - для удобства.
  Печать в META-INF ставит оператор над перечнем файлов; подписи участников стоят под самими документами и лежат
  в signatures/ неизменными (в контейнер ASiC-E их как подписи контейнера переложить нельзя: они подписывают
  документ, а не перечень).

Как проверить
  Одной командой:   okno verify evidence.zip --trust roots.pem --log-key operator.vkey
  Без нашей программы: команды ниже (sh, unzip, coreutils, sed, awk, openssl 3; для ГОСТ - с модулем gost, пакет
  libengine-gost-openssl). Каждый шаг кончается строкой «СХОДИТСЯ» или называет, что не сходится.
  Чего openssl не может: подписи XML, ответы OCSP, отзыв после момента подписания, точные правила EN 319 102-1;
  всё это решает okno verify.
`;
  const english = `EVIDENCE PACKAGE
Foreign-trade contract: ${number} of ${contract.date}
Documents in the package: ${documents}. Made as of ${asOf} entries of the log "${logName}".

What is here (every file: CONTENTS.txt)
  documents/D/versions/N/document/    version N of document D, octet for octet as it was received
  documents/D/versions/N/signatures/  the electronic signatures with it, as they were received
  documents/D/versions/N/reports/     validation reports made on receipt (for information)
  documents/D/versions/N/receipts/    receipts: received, placed, sent, received by the addressee
                                      (para. 24 of the Rules approved by Government Decree No. 65 of 28.01.2022)
  receipts/                           receipts for the arrival of requests that were answered
  supplements/                        time-stamps and cosignatures over checkpoints of the log: they came after the
                                      receipts; and proofs that the log only grew from these checkpoints on
  evidence/                           certificates, revocation lists and OCSP responses on which the decisions stood
  META-INF/, mimetype                 what makes the archive an ASiC-E container (ETSI EN 319 162-1)
  manifest.json                       every file with its size and SHA-256, and what belongs to what
  manifest.receipt.json               receipt of the journal for the issue of that list: it hangs the package on the log

What to trust
  Root certificates and the key of the log "${logName}" must come from a source that you trust, not from here: what
  lies inside a package cannot vouch for itself.
  The originals are the JSON files of the receipts; reports and CONTENTS.txt are for convenience.
  The seal in META-INF is the operator's, over the list of files; the participants' signatures are over the
  documents themselves and lie in signatures/ unchanged (they cannot be signatures of the ASiC-E container: they
  sign the document, not the list).

How to verify
  With one command: okno verify evidence.zip --trust roots.pem --log-key operator.vkey
  Without our program: the commands below (sh, unzip, coreutils, sed, awk, openssl 3; for GOST with the gost engine,
  package libengine-gost-openssl). Each step ends with a line "RIGHT" or names what is wrong.
  What openssl cannot do: XML signatures, OCSP responses, revocation after the moment of signing, the exact rules
  of EN 319 102-1; okno verify decides all that.
`;
  const checks = PACKAGE_CHECKS.map(
    ({ ru, en, commands }, at) => `${at + 1}. ${ru}\n   ${en}\n\n\`\`\`sh${commands}\n\`\`\`\n`,
  );
  const parts = [russian, english, `КОМАНДЫ - COMMANDS\n\n${checks.join('\n')}`];
  return new TextEncoder().encode(parts.join(`\n${'-'.repeat(78)}\n\n`));
}

/** Users' text must not draw lines of its own into the page. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
