import { randomUUID } from 'node:crypto';
import { InstanceError } from '../errors.ts';
import type { AccessContext } from './context.ts';
import { randomToken } from './tokens.ts';

const LIFETIME_MS = 5 * 60_000;
/** Anybody may ask for one to sign in with. */
const MAX_OPEN = 1000;

/** What a challenge may be answered for, and by whom; all of it has to agree when the answer comes. */
export interface ChallengeUse {
  readonly purpose: 'register' | 'sign-in' | 'step-up';
  readonly userId?: string;
  readonly sessionId?: string;
  readonly actHash?: string;
}

/** WebAuthn challenges: five minutes, once. */
export class Challenges {
  readonly #context: Pick<AccessContext, 'prisma' | 'clock'>;

  constructor(context: Pick<AccessContext, 'prisma' | 'clock'>) {
    this.#context = context;
  }

  /** @throws InstanceError RATE_LIMITED when very many are open */
  async issue(use: ChallengeUse): Promise<{ readonly id: string; readonly challenge: string }> {
    const { prisma, clock } = this.#context;
    const now = clock.now();
    if ((await prisma.challenge.count({ where: { purpose: use.purpose, ...this.#good() } })) >= MAX_OPEN) {
      throw new InstanceError(
        'RATE_LIMITED',
        'Too many passkey sign-ins at once; try again in some minutes',
        {
          retryAfterSec: LIFETIME_MS / 1000,
        },
      );
    }
    const id = randomUUID();
    const challenge = randomToken();
    await prisma.challenge.create({
      data: { id, ...columns(use), challenge, expiresAt: BigInt(now + LIFETIME_MS) },
    });
    return { id, challenge };
  }

  /** The challenge, used up with this whatever becomes of it; undefined when it is not good for this use. */
  async take(id: string, use: ChallengeUse): Promise<string | undefined> {
    const { prisma, clock } = this.#context;
    const taken = await prisma.challenge.updateMany({
      where: { id, ...columns(use), ...this.#good() },
      data: { usedAt: BigInt(clock.now()) },
    });
    if (taken.count !== 1) return undefined;
    return (await prisma.challenge.findUnique({ where: { id } }))?.challenge;
  }

  /** Forgets those past their time. */
  async sweep(): Promise<void> {
    const { prisma, clock } = this.#context;
    await prisma.challenge.deleteMany({ where: { expiresAt: { lte: BigInt(clock.now()) } } });
  }

  #good(): { usedAt: null; expiresAt: { gt: bigint } } {
    return { usedAt: null, expiresAt: { gt: BigInt(this.#context.clock.now()) } };
  }
}

function columns(use: ChallengeUse) {
  return {
    purpose: use.purpose,
    userId: use.userId ?? null,
    sessionId: use.sessionId ?? null,
    actHash: use.actHash ?? null,
  };
}
