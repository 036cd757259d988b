import { VERIFY_HELP } from '../verify-help.ts';
import { manPage } from './man-page.ts';

/** The pages in `man/`, which `npm run man` writes: npm installs what `package.json` names. */
export const MAN_PAGES: readonly { readonly file: string; readonly page: () => string }[] = [
  { file: 'okno-verify.1', page: () => manPage(VERIFY_HELP, 'en') },
  { file: 'okno-verify.ru.1', page: () => manPage(VERIFY_HELP, 'ru') },
];
