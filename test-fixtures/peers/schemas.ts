import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const named = process.env['OKNO_SCHEMAS'];
const SCHEMAS =
  named === undefined
    ? new URL('../../../shared/schemas/', import.meta.url)
    : pathToFileURL(`${named}/`);

/**
 * Folder of the XML schemas that ETSI and W3C publish, which may not be copied here: `OKNO_SCHEMAS`, or beside the
 * checkout; undefined when it is not there.
 */
export const schemas: URL | undefined = existsSync(SCHEMAS) ? SCHEMAS : undefined;
