import { legalDate } from '../../formats/evidence/legal-date.ts';
import { parseUnk } from '../contracts/unk.ts';
import { FieldReader } from '../field-reader.ts';
import { CATEGORIES, type Category } from '../model/document.ts';
import type { RequestedItem, RequestTerm } from '../model/request.ts';

/** What a request says, as its requester wrote it. */
export interface RequestFacts {
  readonly number: string;
  readonly date: string;
  readonly ground: string;
  /** One of the two at least: which contract, which trader. */
  readonly unk?: string;
  readonly inn?: string;
  /** A contract of the trader without a УНК. */
  readonly contract?: { readonly number: string; readonly date: string };
  readonly items: readonly RequestedItem[];
  readonly term: RequestTerm;
}

const MOST_ITEMS = 100;
const WORKING_DAYS = { from: 1, to: 250 };

/** Throws VaultError `invalid`, naming every field at fault. */
export function readRequestFacts(json: unknown, now: Date): RequestFacts {
  const fields = new FieldReader(json);
  const number = fields.text('number', 100);
  const date = fields.date('date');
  if (date > legalDate(now)) fields.fault('date', 'in-the-future', legalDate(now));
  const ground = fields.text('ground', 500);
  const about = readAbout(fields);
  const items = readItems(fields);
  const term = readTerm(fields);
  fields.finish();
  return { number, date, ground, ...about, items, term };
}

function readAbout(fields: FieldReader): Pick<RequestFacts, 'unk' | 'inn' | 'contract'> {
  const unk = fields.optionalText('unk', 30);
  if (unk !== undefined && parseUnk(unk) === undefined) {
    fields.fault('unk', 'malformed', 'YYMMNNNN/BBBB/FFFF/K/R');
  }
  const inn = fields.optionalMatch('inn', /^(\d{10}|\d{12})$/, '10 or 12 digits');
  if (!fields.has('unk') && !fields.has('inn')) fields.fault('unk', 'required', 'unk or inn');
  const named = fields.optionalObject('contract');
  const contract = named && { number: named.text('number', 100), date: named.date('date') };
  named?.close();
  if (named !== undefined && fields.has('unk')) {
    fields.fault('contract', 'contradiction', 'the УНК names the contract');
  }
  return {
    ...(unk === undefined ? {} : { unk }),
    ...(inn === undefined ? {} : { inn }),
    ...(contract === undefined ? {} : { contract }),
  };
}

function readItems(fields: FieldReader): readonly RequestedItem[] {
  const members = fields.objects('items', MOST_ITEMS);
  if (fields.has('items') && members.length === 0) fields.fault('items', 'empty');
  return members.map((item) => {
    const text = item.text('text', 500);
    const category = item.has('category') ? item.code('category', isCategory) : undefined;
    item.close();
    return { text, ...(category === undefined ? {} : { category }) };
  });
}

function isCategory(value: string): value is Category {
  return Object.hasOwn(CATEGORIES, value);
}

/** The requester says until when; which terms the law lets it set is for the requester to keep. */
function readTerm(fields: FieldReader): RequestTerm {
  const due = fields.optionalDate('due');
  const workingDays = fields.optionalInteger('workingDays', WORKING_DAYS);
  const [hasDue, hasDays] = [fields.has('due'), fields.has('workingDays')];
  if (hasDue && hasDays) fields.fault('due', 'contradiction', 'due or workingDays');
  if (!hasDue && !hasDays) fields.fault('due', 'required', 'due or workingDays');
  return due === undefined ? { workingDays: workingDays ?? 0 } : { due };
}

/** VaultError `invalid` for a term that is over before it begins; apart, since a repetition may come after its end. */
export function checkTerm({ term }: RequestFacts, now: Date): void {
  const fields = new FieldReader({});
  const today = legalDate(now);
  if ('due' in term && term.due < today) fields.fault('due', 'out-of-order', `before ${today}`);
  fields.finish();
}
