import { declaration } from '../../formats/ocfl/declaration.ts';
import { LAYOUT, layoutConfig, layoutFile } from '../../formats/ocfl/layout.ts';

/** Names that `fixity` has for Streebog (RFC 6986), beside those of OCFL's own table; value: hex digits. */
export const STREEBOG_DIGITS: ReadonlyMap<string, number> = new Map([
  ['streebog-256', 64],
  ['streebog-512', 128],
]);

const RUSSIAN = `# Что лежит в этой папке

Это хранилище внешнеторговых документов, принятых службой Okno Vault по Постановлению Правительства Российской
Федерации от 28.01.2022 № 65. Чтобы прочесть его, не нужна ни эта служба, ни её база данных.

Папка устроена по открытой спецификации Oxford Common File Layout (OCFL), версия 1.1: https://ocfl.io/1.1/spec/
Каждый объект лежит в своей папке; её место — SHA-256 идентификатора объекта (см. ${LAYOUT}.md). Файл
inventory.json в папке объекта перечисляет все версии: для каждой — когда и почему она появилась и под каким именем
какой файл в ней лежит (раздел state: хэш и имя; раздел manifest: хэш и место файла). Хэш — SHA-512, рядом SHA-256
и, где вычислен, Стрибог (ГОСТ Р 34.11-2012). Проверить файл: sha512sum v1/content/…

Объекты трёх видов:

- urn:uuid:… — документ. record.json описывает его: договор на момент записи, участники, версии, подписи и что о них
  сказала проверка, отправки. Рядом — сами файлы как они были приняты, подписи, отчёты о проверке, сертификаты, списки
  отзыва и ответы OCSP, квитанции и дополнения к ним (штампы времени).
- urn:okno-vault:package:… — выданный пакет доказательств: то, что было сделано только для него, и recipe.json о том,
  как он складывается.
- urn:okno-vault:segment:N — отрезок журнала: что было записано в базу данных, по порядку (changes.jsonl; кто и что
  сделал — actions.jsonl), записи журнала (entries.jsonl; их содержание с солью — contents.jsonl), квитанции
  (receipts.jsonl), подписанная вершина журнала (head.json). Лист дерева журнала (RFC 6962, C2SP tlog-tiles) — строка
  okno-vault entry v1 и строка с SHA-256 соли и записи в Base64. Ключ журнала подписал (segment.note, C2SP
  signed-note) SHA-256 файла segment.json, а тот называет SHA-256 неизменных файлов и предыдущего отрезка. Строки
  actions, contents и receipts стираются только по закону; на них указывают SHA-256 в строках неизменных файлов.

Из этих объектов команда okno rebuild восстанавливает базу данных; okno fsck проверяет хранилище.
`;

const ENGLISH = `# What lies in this folder

This is a store of foreign-trade documents that the service Okno Vault took in under Decree No. 65 of the Government
of the Russian Federation of 28.01.2022. Neither that service nor its database is needed to read it.

The folder follows a public specification, the Oxford Common File Layout (OCFL) 1.1: https://ocfl.io/1.1/spec/
Each object has a folder; its place is the SHA-256 of the object's id (see ${LAYOUT}.md). In it inventory.json tells
every version: when and why it came to be, and which file it has under which name ("state": digest and name;
"manifest": digest and place of the file). The digest is SHA-512, with SHA-256 and, where computed, Streebog (GOST R
34.11-2012) beside it. To check a file: sha512sum v1/content/…

There are three kinds of objects:

- urn:uuid:… is a document. record.json describes it: the contract as of the writing, the participants, the versions,
  the signatures and what the verifier said of them, the sendings. Beside it lie the files as they were taken in, the
  signatures, the reports, certificates, revocation lists and OCSP responses, the receipts and what came later about
  them (time-stamps).
- urn:okno-vault:package:… is an evidence package that was issued: what was made for it alone, and recipe.json, which tells
  how it is put together.
- urn:okno-vault:segment:N is a piece of the journal: what the database was told, in order (changes.jsonl; who did what
  is in actions.jsonl), the journal's entries (entries.jsonl; their content with its salt is in contents.jsonl),
  receipts (receipts.jsonl), the signed head (head.json). A leaf of the journal's tree (RFC 6962, C2SP tlog-tiles) is a
  line okno-vault entry v1 and a line with the SHA-256 of salt and entry in Base64. The log's key has signed
  (segment.note, C2SP signed-note) the SHA-256 of segment.json, which names that of every file that never changes and
  of the segment before. Lines of actions, contents and receipts go by law only; SHA-256 in lines that stay name them.

From these objects okno rebuild makes the database again; okno fsck checks the store.
`;

const LAYOUT_TEXT = `# ${LAYOUT}

The id of an object, as UTF-8, is hashed with SHA-256 and written as 64 lower-case hexadecimal digits. The first nine
digits, three at a time, name three nested folders; in the third, a folder named by all 64 digits is the object. The
parameters stand in extensions/${LAYOUT}/config.json.
`;

const STREEBOG_TEXT = `# Digest algorithms of this storage root

The blocks "fixity" may use these names beside those of OCFL 1.1 §3.4:

| name | algorithm |
|---|---|
| streebog-256 | Streebog with 256 bits (GOST R 34.11-2012, RFC 6986), octets in the order of RFC 6986 §10, in hexadecimal |
| streebog-512 | the same with 512 bits |
`;

/** The files at the top of a storage root, by path. */
export function rootFiles(): ReadonlyMap<string, string | Uint8Array> {
  const root = declaration('ocfl_');
  return new Map<string, string | Uint8Array>([
    ['README.ru.md', RUSSIAN],
    ['README.md', ENGLISH],
    [`${LAYOUT}.md`, LAYOUT_TEXT],
    ['okno-digest-algorithms.md', STREEBOG_TEXT],
    ['ocfl_layout.json', layoutFile()],
    [`extensions/${LAYOUT}/config.json`, layoutConfig()],
    [root.name, root.text],
  ]);
}
