import { randomUUID } from 'node:crypto';
import type { Actor } from './actor.ts';
import type { AccessContext } from './context.ts';
import { codeHash, randomCode } from './typed-codes.ts';

const CODES = 10;

/** Ten codes on paper for somebody who lost password and passkey; each sets a new password once. */
export class RecoveryCodes {
  readonly #context: AccessContext;

  constructor(context: AccessContext) {
    this.#context = context;
  }

  /** Ten new codes, to be shown once; earlier ones are no longer good. */
  async renew(person: Actor, requestId: string | undefined): Promise<string[]> {
    const { prisma, audit } = this.#context;
    const userId = person.id;
    const codes = Array.from({ length: CODES }, randomCode);
    await prisma.recoveryCode.deleteMany({ where: { userId } });
    await prisma.recoveryCode.createMany({
      data: codes.map((code) => ({ id: randomUUID(), userId, codeHash: codeHash(code) })),
    });
    await audit.record({
      actor: person,
      action: 'user.recovery-codes',
      target: person.name,
      requestId,
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
