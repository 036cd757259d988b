import { existsSync } from 'node:fs';

const CORPORA = new URL('../../../shared/corpora/', import.meta.url);

/** Folder of the public test vectors, which lies beside the checkout; undefined when it is not there. */
export const corpora: URL | undefined = existsSync(CORPORA) ? CORPORA : undefined;
