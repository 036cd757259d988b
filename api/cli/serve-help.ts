import type { Language } from '../http/context.ts';

export const SERVE_HELP: Readonly<Record<Language, string>> = {
  ru: `okno serve [--config ФАЙЛ.json]

Запускает службу. Настройки — в файле JSON и в переменных OKNO_… (они сильнее):
  data    OKNO_DATA     папка данных (okno-data): okno.sqlite, documents/, keys/, trust/
  database  OKNO_DATABASE   postgres://…: PostgreSQL вместо okno.sqlite, для любого числа процессов (sslmode=verify-full);
                        пароль — в databasePassword или в файле databasePasswordFile (OKNO_DATABASE_PASSWORD_FILE)
  s3      OKNO_S3       {"endpoint": "https://…", "bucket": …, "prefix": "okno/", "lock": "compliance"}: документы в хранилище S3;
                        ключи — в s3AccessKey (OKNO_S3_ACCESS_KEY), s3SecretKey или в файле s3SecretKeyFile (OKNO_S3_SECRET_KEY_FILE)
  redis   OKNO_REDIS    rediss://…: задания делятся между процессами через Redis; пароль — в redisPasswordFile
  lastHead  OKNO_LAST_HEAD  файл последней подписанной вершины журнала (last-head.json в папке данных):
                        держите его на другом диске, вне резервных копий данных, тогда видно, что
                        восстановлена старая копия; с database обязателен, на диске, который видят все процессы
  journalFolder  OKNO_JOURNAL_FOLDER  куда класть открытые файлы журнала (C2SP tlog-tiles) для веб-сервера
  archive  OKNO_ARCHIVE  папка архива (archive в папке данных): объекты OCFL 1.1, из которых okno rebuild
                        восстанавливает базу данных; пишется раз в archiveSeconds секунд (60)
  archiveMirror  OKNO_ARCHIVE_MIRROR  папка второй копии архива, на другом диске; по ней исправляет okno fsck --repair
  checkDays  OKNO_CHECK_DAYS  за сколько дней (90) всё сохранённое перечитывается; повреждения — в протоколе
  host    OKNO_HOST     адрес (127.0.0.1)          port  OKNO_PORT  порт (8080)
  origin  OKNO_ORIGIN   адрес для пользователей, например https://okno.example
  behindProxy                 OKNO_BEHIND_PROXY                  перед службой стоит прокси
  logName                     OKNO_LOG_NAME                      имя журнала в контрольных точках
  documentLimit, signatureLimit                                  пределы в байтах
  uploads, uploadOctets                                          сколько передач (8) и байтов их файлов сразу у одного участника
  privateRevocationAddresses  OKNO_PRIVATE_REVOCATION_ADDRESSES  списки отзыва в закрытой сети
  sealPassword                OKNO_SEAL_PASSWORD                 пароль печати
  masterKeys                  OKNO_MASTER_KEYS                   папка главного ключа шифрования; нет: keys/master в data
  masterKeyCommand            OKNO_MASTER_KEY_COMMAND            команда, которая оборачивает главный ключ (HSM, KMS); через запятую
  operator                    OKNO_OPERATOR                      {"name": …, "inn": …, "ogrn": …}
  providers                   OKNO_PROVIDERS                     поставщики алгоритмов через запятую (node-crypto,gost)
  timeStampUrl                OKNO_TIME_STAMP_URL                служба штампов времени (RFC 3161)
  timeStampPolicy, timeStampDigest                               её политика (OID) и хэш (sha256)
  policy                      OKNO_POLICY                        политика проверки подписей, строже default: файл или russian (okno policy --help)
  signaturePolicies           OKNO_SIGNATURE_POLICIES            документы политик подписи, [OID=]ПУТЬ через запятую
  intake                      OKNO_INTAKE                        приём строже обычного: {"refuse": ["TRY_LATER"], "graceMinutes": 120, "waitingDays": 14}
  scanner                     OKNO_SCANNER                       проверка на вредоносные программы (clamd): tcp://127.0.0.1:3310 или unix:/run/clamav/clamd.ctl

Печать: keys/seal.p12 или keys/seal.key и keys/seal.crt. Доверенные удостоверяющие центры: trust/*.pem.
Ключ журнала keys/log.key создаётся при первом запуске; его открытая часть — keys/log.vkey.
`,
  en: `okno serve [--config FILE.json]

Runs the service. Settings come from a JSON file and from variables OKNO_… (these win):
  data    OKNO_DATA     data folder (okno-data): okno.sqlite, documents/, keys/, trust/
  database  OKNO_DATABASE   postgres://…: PostgreSQL in place of okno.sqlite, for any number of processes (sslmode=verify-full);
                        password in databasePassword, or in a file: databasePasswordFile (OKNO_DATABASE_PASSWORD_FILE)
  s3      OKNO_S3       {"endpoint": "https://…", "bucket": …, "prefix": "okno/", "lock": "compliance"}: documents in an S3 store;
                        keys in s3AccessKey (OKNO_S3_ACCESS_KEY), s3SecretKey or the file s3SecretKeyFile (OKNO_S3_SECRET_KEY_FILE)
  redis   OKNO_REDIS    rediss://…: processes share jobs through Redis; password in redisPasswordFile
  lastHead  OKNO_LAST_HEAD  file of the journal's last signed head (last-head.json in the data folder):
                        keep it on another disk, outside the backups of the data, and an old copy that
                        is restored is seen; a must with database, on a disk that all processes see
  journalFolder  OKNO_JOURNAL_FOLDER  where the journal's public files go (C2SP tlog-tiles), for a web server
  archive  OKNO_ARCHIVE  folder of the archive (archive in the data folder): objects of OCFL 1.1, of which
                        okno rebuild makes the database again; written every archiveSeconds seconds (60)
  archiveMirror  OKNO_ARCHIVE_MIRROR  folder of a second copy, on another disk; okno fsck --repair uses it
  checkDays  OKNO_CHECK_DAYS  days (90) in which everything that is kept is read again; damage is logged
  host    OKNO_HOST     address (127.0.0.1)        port  OKNO_PORT  port (8080)
  origin  OKNO_ORIGIN   address that users see, e.g. https://okno.example
  behindProxy                 OKNO_BEHIND_PROXY                  a reverse proxy stands in front
  logName                     OKNO_LOG_NAME                      name of the log in checkpoints
  documentLimit, signatureLimit                                  limits in octets
  uploads, uploadOctets                                          uploads (8) of one participant at once, octets of their files
  privateRevocationAddresses  OKNO_PRIVATE_REVOCATION_ADDRESSES  revocation data on a closed network
  sealPassword                OKNO_SEAL_PASSWORD                 password of the seal
  masterKeys                  OKNO_MASTER_KEYS                   folder of the master key of encryption; absent: keys/master in data
  masterKeyCommand            OKNO_MASTER_KEY_COMMAND            command that wraps the master key (HSM, KMS); comma-separated
  operator                    OKNO_OPERATOR                      {"name": …, "inn": …, "ogrn": …}
  providers                   OKNO_PROVIDERS                     algorithm providers, by commas (node-crypto,gost)
  timeStampUrl                OKNO_TIME_STAMP_URL                time-stamping authority (RFC 3161)
  timeStampPolicy, timeStampDigest                               its policy (OID) and digest (sha256)
  policy                      OKNO_POLICY                        validation policy of signatures, stricter than default: a file or russian (okno policy --help)
  signaturePolicies           OKNO_SIGNATURE_POLICIES            documents of signature policies, [OID=]PATH separated by commas
  intake                      OKNO_INTAKE                        intake stricter than usual: {"refuse": ["TRY_LATER"], "graceMinutes": 120, "waitingDays": 14}
  scanner                     OKNO_SCANNER                       scan for malware (clamd): tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl

Seal: keys/seal.p12, or keys/seal.key and keys/seal.crt. Trusted authorities: trust/*.pem.
The log's key keys/log.key is made at the first start; its public part is keys/log.vkey.
`,
};
