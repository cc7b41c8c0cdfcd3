import { ApolloLink } from '@apollo/client';
import { catchError, from } from 'rxjs';

declare global {
  interface Window {
    /** What the page has asked before the app was there, by the operations' names; see first-questions.ts. */
    picupFirst?: Record<string, { variables: string; askedAt: number; answer: Promise<ApolloLink.Result> }>;
  }
}

/** An answer to a question asked so long ago is not new any more. */
const freshMs = 10_000;

/** In a task of its own: first the pictures are drawn that the same answer brings, see first-screen.entry.ts. */
const later = <Value>(value: Value): Promise<Value> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(value));
  });

/** Takes the answers to what the page asked while the app was on its way, each once; everything else goes on. */
export const firstAnswers = new ApolloLink((operation, forward) => {
  const { operationName = '', variables } = operation;
  const asked = window.picupFirst?.[operationName];
  if (!asked) return forward(operation);
  delete window.picupFirst?.[operationName];
  if (asked.variables !== JSON.stringify(variables) || Date.now() - asked.askedAt > freshMs)
    return forward(operation);
  return from(asked.answer.then(later)).pipe(catchError(() => forward(operation)));
});
