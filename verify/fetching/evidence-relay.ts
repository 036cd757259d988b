// What many threads fetch comes through one: a place is asked once for all of them, and not by all at a time.
import type { MessagePort } from 'node:worker_threads';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { parseTolerantly } from '../../formats/x509/tolerant-certificate.ts';
import type { EvidenceRequest, EvidenceSource, FetchedEvidence } from '../process/evidence.ts';

interface Asked {
  readonly number: number;
  readonly certificates: readonly { certificate: Uint8Array; issuer?: Uint8Array }[];
}

/** Something that was fetched; its octets only where the thread has not got them yet. */
interface Given {
  readonly id: number;
  readonly octets?: Uint8Array<ArrayBuffer>;
}

type Told = { readonly number: number } & (
  | { readonly broken: string }
  | (Pick<FetchedEvidence, 'failures' | 'withoutNonce'> & {
      readonly certificates: readonly Given[];
      readonly crls: readonly Given[];
      readonly ocspResponses: readonly Given[];
      /** What will not be named any more. */
      readonly forget: readonly number[];
    })
);

/** Octets that a thread keeps for what is named again, as the list of an authority is; one larger thing stays alone. */
const KEPT = 32 * 1024 * 1024;

/** Answers what the thread at the other end of `port` asks, until that is closed. */
export function relayEvidence(source: EvidenceSource, port: MessagePort, kept = KEPT): void {
  const known = new GivenItems(kept);
  port.on('message', ({ number, certificates }: Asked) => {
    answer(source, certificates)
      .then((found) => {
        const { told, transfer } = known.tell(number, found);
        port.postMessage(told, transfer);
      })
      .catch((error: unknown) => {
        port.postMessage({ number, broken: String(error) } satisfies Told);
      });
  });
}

async function answer(
  source: EvidenceSource,
  certificates: Asked['certificates'],
): Promise<FetchedEvidence> {
  const request = certificates.map(({ certificate, issuer }) => ({
    certificate: parseTolerantly(certificate),
    ...(issuer === undefined ? {} : { issuer: parseTolerantly(issuer) }),
  }));
  return source.fetch({ certificates: request });
}

interface Item {
  readonly der: Uint8Array;
}

/** What one thread has got, and knows by a number from then on: of what is fetched much is the same for many files. */
class GivenItems {
  readonly #kept: number;
  /** What was named last stands last. */
  readonly #ids = new Map<Item, number>();
  #octets = 0;
  #last = 0;

  constructor(kept: number) {
    this.#kept = kept;
  }

  tell(
    number: number,
    { certificates, crls, ocspResponses, failures, withoutNonce }: FetchedEvidence,
  ): { readonly told: Told; readonly transfer: readonly ArrayBuffer[] } {
    const given = [certificates, crls, ocspResponses].map((items) => {
      return items.map((item) => this.#give(item));
    });
    const [ofCertificates = [], ofCrls = [], ofResponses = []] = given;
    const told: Told = {
      number,
      certificates: ofCertificates,
      crls: ofCrls,
      ocspResponses: ofResponses,
      failures,
      ...(withoutNonce === undefined ? {} : { withoutNonce }),
      forget: this.#forget(),
    };
    return { told, transfer: given.flat().flatMap(({ octets }) => octets?.buffer ?? []) };
  }

  #give(item: Item): Given {
    const known = this.#ids.get(item);
    if (known !== undefined) {
      this.#ids.delete(item);
      this.#ids.set(item, known);
      return { id: known };
    }
    this.#last += 1;
    this.#ids.set(item, this.#last);
    this.#octets += item.der.length;
    return { id: this.#last, octets: Uint8Array.from(item.der) };
  }

  #forget(): number[] {
    const forgotten: number[] = [];
    for (const [item, id] of this.#ids) {
      if (this.#octets <= this.#kept || this.#ids.size === 1) break;
      this.#ids.delete(item);
      this.#octets -= item.der.length;
      forgotten.push(id);
    }
    return forgotten;
  }
}

/** In a thread: the source at the other end of `port`. What is fetched again is the same object again. */
export function relayedEvidence(port: MessagePort): EvidenceSource {
  const waiting = new Map<number, PromiseWithResolvers<FetchedEvidence>>();
  const certificates = new KnownItems(parseTolerantly);
  const crls = new KnownItems(parseCrl);
  const responses = new KnownItems(parseOcspResponse);
  let last = 0;
  port.on('message', (told: Told) => {
    const asked = waiting.get(told.number);
    waiting.delete(told.number);
    if ('broken' in told) return asked?.reject(new Error(told.broken));
    const { failures, withoutNonce } = told;
    try {
      asked?.resolve({
        certificates: certificates.read(told.certificates),
        crls: crls.read(told.crls),
        ocspResponses: responses.read(told.ocspResponses),
        failures,
        ...(withoutNonce === undefined ? {} : { withoutNonce }),
      });
    } catch (error) {
      asked?.reject(error); // whoever asked is answered, and not the thread ended
    }
    for (const items of [certificates, crls, responses]) items.forget(told.forget);
  });
  return {
    fetch(request) {
      last += 1;
      const asked = Promise.withResolvers<FetchedEvidence>();
      waiting.set(last, asked);
      const certificates = request.certificates.map(octetsOf);
      port.postMessage({ number: last, certificates } satisfies Asked);
      return asked.promise;
    },
  };
}

function octetsOf({ certificate, issuer }: EvidenceRequest['certificates'][number]) {
  const octets = { certificate: Uint8Array.from(certificate.der) };
  return issuer === undefined ? octets : { ...octets, issuer: Uint8Array.from(issuer.der) };
}

/** What came, by its number. */
class KnownItems<T> {
  readonly #parse: (der: Uint8Array) => T;
  readonly #items = new Map<number, T>();

  constructor(parse: (der: Uint8Array) => T) {
    this.#parse = parse;
  }

  read(given: readonly Given[]): T[] {
    return given.map(({ id, octets }) => {
      const item = octets === undefined ? this.#items.get(id) : this.#parse(octets);
      if (item === undefined) throw new RangeError(`nothing has the number ${id}`);
      this.#items.set(id, item);
      return item;
    });
  }

  forget(ids: readonly number[]): void {
    for (const id of ids) this.#items.delete(id);
  }
}
