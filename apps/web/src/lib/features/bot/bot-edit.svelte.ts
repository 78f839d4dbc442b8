import { answer, api, commandHeaders } from '#lib/api/client.ts';
import { toApiError } from '#lib/api/errors.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { BotDetail } from '#lib/components/bot-controls/bot-state.ts';
import { withStepUp } from '#lib/components/bot-controls/step-up-act.ts';
import type { Proof } from '#lib/components/confirm/confirm.svelte';
import type { Act } from '#lib/components/confirm/step-up.ts';
import { checkForm } from '#lib/components/schema-form/check-form.ts';
import type { Draft } from '#lib/components/schema-form/form-draft.ts';
import { changesOf, draftOf, patchOf, valuesOf } from '#lib/components/schema-form/form-draft.ts';
import type { FormField } from '#lib/components/schema-form/form-field.ts';
import { formFields, isRecord } from '#lib/components/schema-form/form-field.ts';
import type { FormProblem } from '#lib/components/schema-form/form-problems.ts';
import { serverProblems } from '#lib/components/schema-form/form-problems.ts';

type EditBot = components['schemas']['EditBot'];

/** One part of the edit form: the strategy's parameters, or the risk limits. */
export class EditPart {
  readonly fields: readonly FormField[];
  readonly #schema: unknown;
  readonly #current: Readonly<Record<string, unknown>>;
  draft = $state<Draft>({});
  problems = $state.raw<readonly FormProblem[]>([]);

  constructor(schema: unknown, current: Readonly<Record<string, unknown>>) {
    this.#schema = schema;
    this.#current = current;
    this.fields = formFields(schema);
    this.draft = draftOf(this.fields, current);
  }

  readonly changes = $derived.by(() => changesOf(this.fields, this.#current, this.draft));

  async check(): Promise<void> {
    const values = valuesOf(this.fields, this.draft);
    this.problems = isRecord(this.#schema) ? await checkForm(this.#schema, this.fields, values) : [];
  }
}

/** State of the edit form of one bot. */
export class BotEdit {
  readonly bot: BotDetail;
  readonly parameters: EditPart;
  readonly limits: EditPart;
  name = $state('');
  nameProblem = $state.raw<string>();
  /** What the confirmation of a raised limit is bound to, once the instance has asked for it. */
  act = $state.raw<Act>();

  constructor(bot: BotDetail, schema: unknown, limitSchema: unknown) {
    this.bot = bot;
    this.name = bot.name;
    this.parameters = new EditPart(schema, bot.parameters);
    this.limits = new EditPart(limitSchema, bot.limits);
  }

  get changed(): boolean {
    return (
      this.name.trim() !== this.bot.name || this.parameters.changes.length + this.limits.changes.length > 0
    );
  }
  get good(): boolean {
    return this.name.trim() !== '' && this.parameters.problems.length + this.limits.problems.length === 0;
  }

  /** Something was typed. */
  edited(): void {
    this.act = undefined;
    this.nameProblem = undefined;
    void this.parameters.check();
    void this.limits.check();
  }

  body(): EditBot {
    const { parameters, limits, bot } = this;
    const name = this.name.trim();
    const numbers = limits.changes
      // A limit cannot be off by leaving it out: an emptied one goes back to its default.
      .map(({ field, after }): [string, unknown] => [field.name, after ?? field.default])
      .filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    return {
      ...(name === bot.name ? {} : { name }),
      ...(parameters.changes.length === 0 ? {} : { parameters: patchOf(parameters.changes) }),
      ...(numbers.length === 0 ? {} : { limits: Object.fromEntries(numbers) }),
    };
  }

  /**
   * Sends the changes; what the instance refuses stands at its field.
   * @throws ApiError
   */
  async send({ key, stepUp }: Proof): Promise<BotDetail> {
    const { id } = this.bot;
    const body = this.body();
    try {
      return await withStepUp(
        { method: 'PATCH', path: `/api/bots/${id}`, body },
        () =>
          answer(
            api.PATCH('/api/bots/{id}', {
              params: { path: { id } },
              body,
              headers: commandHeaders(key, stepUp),
            }),
          ),
        (needed) => (this.act = needed),
      );
    } catch (cause) {
      const error = toApiError(cause);
      this.parameters.problems = serverProblems(error.problems, 'parameters');
      this.limits.problems = serverProblems(error.problems, 'limits');
      this.nameProblem = error.problemOf('name');
      throw error;
    }
  }
}
