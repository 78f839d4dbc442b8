import { goto } from '$app/navigation';
import { resolve } from '$app/paths';
import { answer, api, commandHeaders } from '#lib/api/client.ts';
import type { ApiError } from '#lib/api/errors.ts';
import { toApiError } from '#lib/api/errors.ts';
import { idempotencyKey } from '#lib/api/idempotency-key.ts';
import type { components } from '#lib/api/schema.d.ts';
import { checkForm } from '#lib/components/schema-form/check-form.ts';
import { draftOf, valuesOf } from '#lib/components/schema-form/form-draft.ts';
import type { FormField } from '#lib/components/schema-form/form-field.ts';
import { formFields, isRecord } from '#lib/components/schema-form/form-field.ts';
import type { FormProblem } from '#lib/components/schema-form/form-problems.ts';
import { serverProblems } from '#lib/components/schema-form/form-problems.ts';
import type { CreateDraft, CreateProblems, Markets } from './create-draft.ts';
import { createProblems, createRequest, emptyDraft, marketOf } from './create-draft.ts';
import { QuotePreview } from './preview.svelte.ts';

type Strategy = components['schemas']['Strategy'];

/** What the creation form is drawn from. */
export interface CreateSources {
  readonly strategies: readonly Strategy[];
  readonly markets: Markets;
  readonly limitSchema: unknown;
}

/** State of the creation form. One key per form: a changed field makes it another command. */
export class CreateForm {
  readonly sources: CreateSources;
  readonly preview = new QuotePreview();
  readonly limitFields: readonly FormField[];
  draft = $state<CreateDraft>(emptyDraft());
  fields = $state.raw<readonly FormField[]>([]);
  problems = $state.raw<CreateProblems>({});
  parameterProblems = $state.raw<readonly FormProblem[]>([]);
  limitProblems = $state.raw<readonly FormProblem[]>([]);
  error = $state.raw<ApiError>();
  busy = $state.raw(false);
  /** From the first review on, what is missing is pointed out too: not while the form is still being filled. */
  #tried = false;
  #key = idempotencyKey();
  #checks = 0;

  constructor(sources: CreateSources, strategy: string | undefined) {
    this.sources = sources;
    this.limitFields = formFields(sources.limitSchema);
    this.draft.limits = draftOf(this.limitFields, {});
    const [first] = sources.markets.generated;
    if (first) this.draft.generated = `${first.product}:${first.symbol}`;
    const known = sources.strategies.some(({ name }) => name === strategy);
    this.choose(known && strategy !== undefined ? strategy : (sources.strategies[0]?.name ?? ''));
  }

  get strategy(): Strategy | undefined {
    return this.sources.strategies.find(({ name }) => name === this.draft.strategy);
  }

  /** Takes another strategy: its parameters start at their defaults. */
  choose(name: string): void {
    this.draft.strategy = name;
    this.fields = formFields(this.strategy?.schema);
    this.draft.parameters = draftOf(this.fields, {});
    this.changed();
  }

  /** Something was typed: checks it and shows what would be quoted. */
  changed(): void {
    this.#key = idempotencyKey();
    this.error = undefined;
    if (Object.keys(this.problems).length > 0) this.problems = createProblems(this.draft);
    void this.#check();
  }

  async #check(): Promise<boolean> {
    const round = ++this.#checks;
    const { schema } = this.strategy ?? {};
    const { limitSchema } = this.sources;
    const [parameters, limits] = await Promise.all([
      isRecord(schema) ? checkForm(schema, this.fields, valuesOf(this.fields, this.draft.parameters)) : [],
      isRecord(limitSchema)
        ? checkForm(limitSchema, this.limitFields, valuesOf(this.limitFields, this.draft.limits))
        : [],
    ]);
    if (round !== this.#checks) return false;
    const due = ({ kind }: FormProblem) => this.#tried || kind !== 'required';
    this.parameterProblems = parameters.filter(due);
    this.limitProblems = limits.filter(due);
    const found = createProblems(this.draft);
    const market = found.startPrice ?? found.speed ?? found.recording;
    if (parameters.length === 0 && market === undefined) this.#ask(found);
    else this.preview.stop();
    return parameters.length + limits.length === 0;
  }

  #ask(found: CreateProblems): void {
    const { draft } = this;
    const quoteBalance = found.quoteBalance ? '' : draft.quoteBalance.trim();
    const baseBalance = found.baseBalance ? '' : draft.baseBalance.trim();
    this.preview.ask({
      strategy: draft.strategy,
      market: marketOf(draft),
      parameters: valuesOf(this.fields, draft.parameters),
      ...(quoteBalance === '' ? {} : { quoteBalance }),
      ...(baseBalance === '' ? {} : { baseBalance }),
    });
  }

  /** Checks everything; true when it may be reviewed. */
  async complete(): Promise<boolean> {
    this.#tried = true;
    this.problems = createProblems(this.draft);
    const good = await this.#check();
    return good && Object.keys(this.problems).length === 0;
  }

  /** Sends it. What the instance refuses stands at its field; gives the name of what was created. */
  async send(): Promise<string | undefined> {
    this.busy = true;
    this.error = undefined;
    try {
      const body = createRequest(this.draft, this.fields, this.limitFields);
      const bot = await answer(api.POST('/api/bots', { body, headers: commandHeaders(this.#key) }));
      await goto(resolve(`market-making/${bot.id}`));
      return bot.name;
    } catch (cause) {
      const error = toApiError(cause);
      this.error = error;
      this.parameterProblems = serverProblems(error.problems, 'parameters');
      this.limitProblems = serverProblems(error.problems, 'limits');
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
