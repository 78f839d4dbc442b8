import { randomUUID } from 'node:crypto';
import type { AccessContext } from './context.ts';
import { codeHash, randomCode } from './typed-codes.ts';

const CODES = 10;

/** Ten codes on paper for somebody who lost password and passkey; each sets a new password once. */
export class RecoveryCodes {
  readonly #context: Pick<AccessContext, 'prisma' | 'clock'>;

  constructor(context: Pick<AccessContext, 'prisma' | 'clock'>) {
    this.#context = context;
  }

  /** Ten new codes, to be shown once; earlier ones are no longer good. */
  async renew(userId: string): Promise<string[]> {
    const { prisma } = this.#context;
    const codes = Array.from({ length: CODES }, randomCode);
    await prisma.recoveryCode.deleteMany({ where: { userId } });
    await prisma.recoveryCode.createMany({
      data: codes.map((code) => ({ id: randomUUID(), userId, codeHash: codeHash(code) })),
    });
    return codes;
  }

  /** True when `typed` is an unused code of this user, which is then used up. */
  async use(userId: string, typed: string): Promise<boolean> {
    const { prisma, clock } = this.#context;
    const used = await prisma.recoveryCode.updateMany({
      where: { userId, codeHash: codeHash(typed), usedAt: null },
      data: { usedAt: BigInt(clock.now()) },
    });
    return used.count > 0;
  }
}
