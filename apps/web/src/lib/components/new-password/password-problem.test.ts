import { describe, expect, it } from 'vitest';
import { passwordProblem } from './password-problem.ts';

describe('D1: a new password', () => {
  it('has at least twelve characters, whatever they are', () => {
    expect(passwordProblem('eleven char', 'eleven char')).toEqual({ kind: 'short', missing: 1 });
    expect(passwordProblem('aaaaaaaaaaaa', 'aaaaaaaaaaaa')).toBeUndefined();
  });

  it('is typed twice alike', () => {
    expect(passwordProblem('correct horse', 'correct house')).toEqual({ kind: 'differs' });
  });
});
