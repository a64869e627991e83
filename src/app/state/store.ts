/** A value with a reducer and listeners: the part of the state that outlives any component. */
export type Store<State, Action> = {
  get(): State;
  dispatch(action: Action): void;
  /** Calls `listener` after every change; the result ends that. */
  subscribe(listener: () => void): () => void;
};

/** A state and those who want to know of its changes. A reducer that gives the same state back wakes nobody. */
export function createStore<State, Action>(
  reducer: (state: State, action: Action) => State,
  initial: State,
): Store<State, Action> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch: (action) => {
      const next = reducer(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
