import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ASTVisitor,
  type FieldNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { limits } from './limits.js';

// Apollo gives every error of validation its own code; the mark gets through.
const tooLarge = (message: string) =>
  new GraphQLError(message, { extensions: { tooLarge: true, http: { status: 400 } } });

/** Refuses queries nested deeper than the limit, and a mutation asked for twice in one request. */
export function queryLimits(context: ValidationContext): ASTVisitor {
  // Each fragment is measured once: one that spreads the next twice, and so on, would double the work at every step.
  const measured = new Map<string, number>();
  const depthOf = (set: SelectionSetNode | undefined, through: readonly string[]): number => {
    if (!set) return 0;
    const depths = set.selections.map((selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return selection.name.value.startsWith('__')
            ? 0
            : 1 + depthOf(selection.selectionSet, through);
        case Kind.INLINE_FRAGMENT:
          return depthOf(selection.selectionSet, through);
        case Kind.FRAGMENT_SPREAD: {
          const name = selection.name.value;
          // A fragment that spreads itself is another rule's error; here it must only end.
          if (through.includes(name)) return 0;
          const known = measured.get(name);
          if (known !== undefined) return known;
          const depth = depthOf(context.getFragment(name)?.selectionSet, [...through, name]);
          measured.set(name, depth);
          return depth;
        }
      }
    });
    return Math.max(0, ...depths);
  };
  return {
    OperationDefinition(operation) {
      if (depthOf(operation.selectionSet, []) > limits.queryDepth) {
        context.reportError(
          tooLarge(
            `The query is nested deeper than ${String(limits.queryDepth)}. Ask in two queries.`,
          ),
        );
      }
      const fields = operation.selectionSet.selections
        .filter((s): s is FieldNode => s.kind === Kind.FIELD)
        .map((s) => s.name.value);
      if (
        operation.operation === OperationTypeNode.MUTATION &&
        new Set(fields).size < fields.length
      ) {
        context.reportError(
          tooLarge('The same mutation stands twice in one request. Send two requests.'),
        );
      }
    },
  };
}
