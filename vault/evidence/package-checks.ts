/** A step of checking a package by hand: what it shows, and commands for a POSIX shell. */
export interface PackageCheck {
  readonly ru: string;
  readonly en: string;
  readonly commands: string;
}

// Written for `sh` with coreutils, sed, awk, find, unzip and openssl 3; nothing of ours. They are the same in every
// package, so that whoever knows them once need not read them again.
export const PACKAGE_CHECKS: readonly PackageCheck[] = [
  {
    ru: 'Распаковать. Рядом с пакетом лежат roots.pem (доверенные корневые сертификаты) и operator.vkey (ключ журнала)',
    en: 'Unpack. Beside the package lie roots.pem (root certificates that you trust) and operator.vkey (key of the log)',
    commands: `
export LC_ALL=C.UTF-8
unzip -q evidence.zip -d evidence && cd evidence`,
  },
  {
    ru: 'Подготовить: доверенные сертификаты, списки отзыва из пакета (их подписи проверит openssl), чтение JSON',
    en: 'Prepare: trusted certificates, revocation lists of the package (openssl verifies their signatures), JSON',
    commands: String.raw`
ROOTS=../roots.pem; LOG_KEY=../operator.vkey; W=$(mktemp -d); TAB=$(printf '\t'); BAD=
if openssl engine -t gost 2>/dev/null | grep -q '\[ available \]'; then # ГОСТ / GOST
  printf '%s\n' 'openssl_conf = o' '[o]' 'engines = e' '[e]' 'gost = g' '[g]' 'engine_id = gost' 'default_algorithms = ALL' > "$W/gost.cnf"
  OPENSSL_CONF=$W/gost.cnf; export OPENSSL_CONF
fi
cp "$ROOTS" "$W/trust.pem"; : > "$W/certs.pem"
for f in evidence/crls/*.crl; do [ ! -f "$f" ] || openssl crl -inform DER -in "$f" >> "$W/trust.pem"; done
for f in evidence/certificates/*.cer; do [ ! -f "$f" ] || openssl x509 -inform DER -in "$f" >> "$W/certs.pem"; done
wrong() { echo "НЕ СХОДИТСЯ / WRONG: $*"; BAD=1; }
right() { [ -z "$BAD" ] && echo "СХОДИТСЯ / RIGHT: $*"; }
sha256() { openssl dgst -sha256 -binary; }
hex() { sha256sum | cut -c1-64; }
named() { awk -F'"' -v role="$1" '$3==": "&&$2=="name"{n=$4} $2=="role"&&$4==role{print n}' manifest.json; }
field() { sed -n "s/^ \"$2\": \"\(.*\)\",\{0,1\}$/\1/p" "$1"; }
when() { sed -n 's/^  "time": "\(.*\)",$/\1/p' "$1"; }
test -s "$W/trust.pem" && test -s manifest.json && test -s "$LOG_KEY"`,
  },
  {
    ru: 'Каждый файл - тот, что назван в описи, и других файлов нет',
    en: 'Every file is the one that the manifest names, and there is no other file',
    commands: String.raw`
awk -F'"' '$3==": "&&$2=="name"{n=$4} $3==": "&&$2=="sha256"{print $4 "  " n}' manifest.json > "$W/sums"
sha256sum --quiet -c "$W/sums" || wrong files
{ cut -c67- "$W/sums"; echo manifest.json; echo manifest.receipt.json; } | sort > "$W/listed"
find . -type f | sed 's|^\./||' | sort | diff - "$W/listed" || wrong 'list of files'
right 'файлы / files'`,
  },
  {
    ru: 'Опись выдана: её SHA-256 стоит в записи журнала о выдаче пакета',
    en: 'The manifest was issued: its SHA-256 stands in the journal entry about the issue',
    commands: String.raw`
grep -q "\"sha256\": \"$(hex < manifest.json)\"" manifest.receipt.json || wrong manifest.json
right 'опись / manifest'`,
  },
  {
    ru: 'Записи квитанций вошли в журнал: доказательство включения, шаги SHA-256 (RFC 9162, 2.1.3.2)',
    en: 'The entries of the receipts are in the log: inclusion proof, steps of SHA-256 (RFC 9162, 2.1.3.2)',
    commands: String.raw`
entry() { # запись в каноническом виде / in canonical form (RFC 8785)
  sed -n '/^ "entry": {$/,/^ },$/p' "$1" | sed '1s/.*/{/; $s/.*/}/; s/^ *//; s/^\("[^"\\]*"\): /\1:/' | tr -d '\n'
}
leaf() { printf 'okno-vault entry v1\n'; { field "$1" salt | base64 -d; entry "$1"; } | sha256 | base64; }
proof() { printf '%b' "$(field "$1" proof)"; }
note() { proof "$1" | sed '1,/^$/d'; }
text() { note "$1" | sed '/^$/,$d'; }
included() {
  i=$(proof "$1" | sed -n 's/^index //p'); n=$(($(text "$1" | sed -n 2p) - 1)); [ "$i" -le "$n" ] || return 1
  { printf '\000'; leaf "$1"; } | sha256 > "$W/hash"
  for p in $(proof "$1" | awk 'NR>2 { if ($0 == "") exit; print }'); do
    [ "$n" -gt 0 ] || return 1
    printf %s "$p" | base64 -d > "$W/other"
    if [ $((i % 2)) -eq 1 ] || [ "$i" -eq "$n" ]; then
      { printf '\001'; cat "$W/other" "$W/hash"; } | sha256 > "$W/node"
      while [ $((i % 2)) -eq 0 ] && [ "$i" -gt 0 ]; do i=$((i / 2)); n=$((n / 2)); done
    else
      { printf '\001'; cat "$W/hash" "$W/other"; } | sha256 > "$W/node"
    fi
    mv "$W/node" "$W/hash"; i=$((i / 2)); n=$((n / 2))
  done
  [ "$n" -eq 0 ] && [ "$(base64 < "$W/hash")" = "$(text "$1" | sed -n 3p)" ]
}
{ named receipt; echo manifest.receipt.json; } > "$W/receipts"
while read -r r; do included "$r" || wrong "$r"; done < "$W/receipts"
right 'включение / inclusion'`,
  },
  {
    ru: 'Контрольные точки подписаны ключом журнала (Ed25519, C2SP signed-note), журнал у всех один',
    en: 'The checkpoints are signed by the key of the log (Ed25519, C2SP signed-note), all of one log',
    commands: String.raw`
signed() { # квитанция, строки ключей: имя+номер+ключ / receipt; lines of keys: name+id+key
  text "$1" > "$W/text"
  while IFS=+ read -r name id key; do
    [ "$(sed -n 1p "$W/text")" = "$name" ] || continue
    { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf %s "$key" | base64 -d | tail -c 32; } | openssl pkey -pubin -inform DER -out "$W/log.pem" 2> "$W/why" || continue
    for s in $(note "$1" | awk -v name="$name" '$1=="—"&&$2==name{print $3}'); do
      printf %s "$s" | base64 -d > "$W/line"
      [ "$(head -c 4 "$W/line" | od -An -tx1 | tr -d ' \n')" = "$id" ] || continue
      tail -c +5 "$W/line" > "$W/value"
      openssl pkeyutl -verify -pubin -inkey "$W/log.pem" -rawin -in "$W/text" -sigfile "$W/value" > "$W/why" 2>&1 && return 0
    done
  done < "$LOG_KEY"
  return 1
}
while read -r r; do signed "$r" || wrong "$r"; done < "$W/receipts"
right 'подпись журнала / signature of the log'`,
  },
  {
    ru: 'Контрольные точки запечатаны оператором (CMS): цепочка до корня, отзыв - по спискам из пакета',
    en: 'The checkpoints are sealed by the operator (CMS): path to the root, revocation by the lists of the package',
    commands: `
epoch() { date -u -d "$1" +%s; }
ISSUED=$(when manifest.receipt.json)
cms() { # что на дату, затем файлы / date, then files: cms TIME SIGNATURE [CONTENT]
  at=$(epoch "$1"); form=DER; [ "$(head -c 1 "$2" | od -An -tx1 | tr -d ' ')" = 30 ] || form=PEM
  for how in "-crl_check_all -attime $at" "-crl_check_all -attime $(epoch "$ISSUED")" "-attime $at"; do
    if openssl cms -verify -binary -inform $form -in "$2" \${3:+-content "$3"} -CAfile "$W/trust.pem" -certfile "$W/certs.pem" -purpose any $how -out /dev/null 2> "$W/why"; then
      case $how in -crl*) ;; *) echo "  отзыв openssl не проверил / revocation not checked by openssl: $2";; esac
      return 0
    fi
    if grep -q 'certificate revoked' "$W/why"; then break; fi
  done
  sed 's/^/  /' "$W/why"; return 1
}
while read -r r; do
  text "$r" > "$W/text"; field "$r" seal | base64 -d > "$W/seal"
  echo "$(hex < "$W/text") $r" >> "$W/texts"
  cms "$(when "$r")" "$W/seal" "$W/text" || wrong "$r"
done < "$W/receipts"
right 'печать / seal'`,
  },
  {
    ru: 'Подписи под документами: квитанция называет и документ, и подпись; подпись верна на момент размещения',
    en: 'Signatures of the documents: the receipt names document and signature; the signature holds when it was placed',
    commands: String.raw`
awk -F'"' -v OFS="$TAB" '$3!=": "{next} $2=="document"{d=$4; r=""} $2=="placed"{r=$4} $2=="received"&&r==""{r=$4} $2=="file"{print d, r, $4}' manifest.json > "$W/signatures"
while IFS=$TAB read -r document receipt signature; do
  for f in "$document" "$signature"; do
    grep -q "\"sha256\": \"$(hex < "$f")\"" "$receipt" || wrong "$f: $receipt"
  done
  case $(head -c 1 "$signature") in
    '<') echo "  подпись XML, средствами openssl не проверяется / XML signature, not for openssl: $signature"; continue;;
  esac
  if [ "$signature" = "$document" ]; then cms "$(when "$receipt")" "$signature"; else cms "$(when "$receipt")" "$signature" "$document"; fi || wrong "$signature"
done < "$W/signatures"
test -s "$W/signatures" || wrong 'no signatures'
right 'подписи / signatures'`,
  },
  {
    ru: 'Штампы времени над контрольными точками (RFC 3161), если они уже есть',
    en: 'Time-stamps over the checkpoints (RFC 3161), if there are any yet',
    commands: `
for s in $(named supplement); do
  r=$(awk -v digest="$(field "$s" checkpoint)" '$1==digest{print substr($0, 66); exit}' "$W/texts")
  [ -n "$r" ] || { wrong "$s"; continue; }
  [ "$(field "$s" kind)" = time-stamp ] || { echo "  не штамп времени, проверит okno verify / no time-stamp, for okno verify: $s"; continue; }
  text "$r" > "$W/text"; field "$s" token | base64 -d > "$W/token"
  at=$(epoch "$(openssl ts -reply -token_in -in "$W/token" -token_out -text 2>/dev/null | sed -n 's/^Time stamp: //p')")
  openssl ts -verify -token_in -in "$W/token" -data "$W/text" -CAfile "$W/trust.pem" -untrusted "$W/certs.pem" -attime "$at" > "$W/why" 2>&1 || wrong "$s" "$(tail -n 1 "$W/why")"
done
right 'штампы времени / time-stamps'`,
  },
  {
    ru: 'Контейнер ASiC-E: печать оператора над перечнем всех файлов (открывается и программами для ASiC-E)',
    en: 'ASiC-E container: seal of the operator over the list of all files (programs for ASiC-E open it too)',
    commands: String.raw`
sed -n 's|.*<ds:DigestValue>\(.*\)</ds:DigestValue>.*|\1|p' META-INF/ASiCManifest.xml | while read -r d; do printf %s "$d" | base64 -d | od -An -v -tx1 | tr -d ' \n'; echo; done > "$W/asic"
grep -v '  mimetype$\|  META-INF/' "$W/sums" | cut -c1-64 | diff - "$W/asic" || wrong META-INF/ASiCManifest.xml
cms "$ISSUED" META-INF/signature.p7s META-INF/ASiCManifest.xml || wrong META-INF/signature.p7s
right 'контейнер / container'`,
  },
];
