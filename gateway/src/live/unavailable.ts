import { GraphQLError } from 'graphql';

/** A subgraph did not answer; the same may be asked again. */
export const unavailable = (cause?: unknown, reason?: string): GraphQLError =>
  new GraphQLError('服务暂时不可用，请稍后再试。', {
    extensions: { code: 'SERVICE_UNAVAILABLE', ...(reason ? { reason } : {}) },
    originalError: cause instanceof Error ? cause : undefined,
  });
