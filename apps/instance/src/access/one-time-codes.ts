import { randomUUID } from 'node:crypto';
import type { AccessContext } from './context.ts';
import { sameText } from './tokens.ts';
import { codeHash, randomCode } from './typed-codes.ts';

export type CodePurpose = 'claim' | 'sign-in';

export const CODE_LIFETIME_MS = 15 * 60_000;
const MAX_TRIES = 5;

/** Codes that the terminal prints: 15 minutes, five tries, once. There is one at most per purpose. */
export class OneTimeCodes {
  readonly #context: Pick<AccessContext, 'prisma' | 'clock'>;

  constructor(context: Pick<AccessContext, 'prisma' | 'clock'>) {
    this.#context = context;
  }

  /** A new code; the one before it is no longer good. */
  async issue(purpose: CodePurpose): Promise<{ code: string; expiresAt: number }> {
    const { prisma, clock } = this.#context;
    const code = randomCode();
    const now = clock.now();
    const expiresAt = now + CODE_LIFETIME_MS;
    await prisma.oneTimeCode.deleteMany({ where: { purpose } });
    await prisma.oneTimeCode.create({
      data: {
        id: randomUUID(),
        purpose,
        codeHash: codeHash(code),
        createdAt: BigInt(now),
        expiresAt: BigInt(expiresAt),
      },
    });
    return { code, expiresAt };
  }

  /** True when `typed` is the code, which is then used up; a wrong one costs one of its tries. */
  async use(purpose: CodePurpose, typed: string): Promise<boolean> {
    const { prisma, clock } = this.#context;
    const good = { usedAt: null, expiresAt: { gt: BigInt(clock.now()) } };
    const row = await prisma.oneTimeCode.findFirst({
      where: { purpose, ...good },
      orderBy: { createdAt: 'desc' },
    });
    if (row === null) return false;
    // The try is taken before the code is compared: guesses that come together cannot share one.
    const taken = await prisma.oneTimeCode.updateMany({
      where: { id: row.id, tries: { lt: MAX_TRIES }, ...good },
      data: { tries: { increment: 1 } },
    });
    if (taken.count !== 1 || !sameText(codeHash(typed), row.codeHash)) return false;
    const used = await prisma.oneTimeCode.updateMany({
      where: { id: row.id, usedAt: null },
      data: { usedAt: BigInt(clock.now()) },
    });
    return used.count === 1;
  }

  /** Forgets those that can no longer be used. */
  async sweep(): Promise<void> {
    const { prisma, clock } = this.#context;
    await prisma.oneTimeCode.deleteMany({ where: { expiresAt: { lte: BigInt(clock.now()) } } });
  }
}
