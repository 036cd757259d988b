import type { Language } from '../http/context.ts';

const HELP: Readonly<Record<Language, string>> = {
  ru: `okno: проверка электронных подписей и архив внешнеторговых документов

  okno verify ФАЙЛ…   проверить подпись, подписанный файл, квитанцию или пакет доказательств (без сети)
  okno path СЕРТ…     построить и проверить цепочку сертификатов до доверенного центра (RFC 5280)
  okno policy         политики проверки: напечатать встроенную, проверить свою
  okno journal verify проверить журнал целиком или от прежней головы; export — с копией файлов
  okno witness        подписать контрольную точку журнала как свидетель, с другой машины
  okno master-key     поколения ключа шифрования документов; roll-over — новое поколение
  okno access explain правила доступа с пунктами Постановления № 65; объяснить одно решение
  okno requirements   каждое правило, исполняется ли оно и какие тесты это показывают
  okno provider test  проверить поставщика алгоритмов (СКЗИ) на опубликованных примерах
  okno fsck           перечитать всё сохранённое, назвать и исправить повреждённое
  okno rebuild        восстановить базу данных из архива
  okno serve          запустить службу
  okno erase          стереть запись журнала о действиях человека на законном основании
  okno keys           сменить ключ журнала или печать, объявить компрометацию
  okno demo           показать работу службы на испытательных сертификатах
  okno version        версия
  okno help           эта справка

Подробно о команде: okno КОМАНДА --help. Язык: --lang ru|en или переменная LANG.
`,
  en: `okno: verifies electronic signatures and keeps foreign-trade documents

  okno verify FILE…   verify a signature, a signed file, a receipt or an evidence package (offline)
  okno path CERT…     build and validate certificate paths to a trusted authority (RFC 5280)
  okno policy         validation policies: print a built-in one, check your own
  okno journal verify verify a whole journal, or from an earlier checkpoint on; export keeps a copy
  okno witness        cosign the journal's checkpoint as a witness, from another machine
  okno master-key     generations of the key that encrypts documents; roll-over makes a new one
  okno access explain the rules of access with their paragraphs; explain one decision
  okno requirements   every rule, how far it is kept, and the tests that show it
  okno provider test  hold an algorithm provider to published examples
  okno fsck           re-read all that is kept, name what is damaged and repair it
  okno rebuild        make the database again from the archive
  okno serve          run the service
  okno erase          erase a journal entry about a person's visit, on a lawful ground
  okno keys           replace the log key or the seal, declare a compromise
  okno demo           show the service at work on test certificates
  okno version        version
  okno help           this help

More on a command: okno COMMAND --help. Language: --lang ru|en or the variable LANG.
`,
};

export function helpText(language: Language): string {
  return HELP[language];
}
