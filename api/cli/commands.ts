import type { CommandName } from './command-words.ts';
import type { Run } from './ports.ts';

/** Each is loaded only when asked for, so that `okno verify` starts fast. One that has no words does not compile. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<{ readonly run: Run }>>> = {
  verify: () => import('../../verify/cli/verify.ts'),
  path: () => import('../../verify/cli/path.ts'),
  policy: () => import('../../verify/cli/policy.ts'),
  journal: () => import('../../verify/cli/journal.ts'),
  witness: () => import('./witness.ts'),
  'master-key': () => import('./master-key.ts'),
  access: () => import('../../vault/cli/access.ts'),
  requirements: () => import('../../vault/cli/requirements.ts'),
  provider: () => import('../../algorithms/cli/provider.ts'),
  fsck: () => import('./fsck.ts'),
  rebuild: () => import('./rebuild.ts'),
  serve: () => import('./serve.ts'),
  erase: () => import('./erase.ts'),
  keys: () => import('./keys.ts'),
  demo: () => import('../demo/run.ts'),
  completion: () => import('./completion.ts'),
};

/** Undefined for what is no command, `constructor` included. */
export function loaderOf(name: string): (() => Promise<{ readonly run: Run }>) | undefined {
  return isCommandName(name) ? COMMANDS[name] : undefined;
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}
