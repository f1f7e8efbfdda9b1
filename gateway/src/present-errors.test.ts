import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { present } from './present-errors.ts';

const shown = (error: GraphQLError) => present({ errors: [error] }).errors?.[0]?.toJSON();

describe('errors as clients see them', () => {
  it('keep a code that is promised, with its reason, and nothing of the mesh', () => {
    const error = new GraphQLError('编号已用过。', {
      path: ['checkIn'],
      extensions: {
        code: 'BAD_USER_INPUT',
        reason: 'ID_REUSED',
        serviceName: 'activities',
        http: { status: 200 },
      },
    });
    expect(shown(error)).toEqual({
      message: '编号已用过。',
      path: ['checkIn'],
      extensions: { code: 'BAD_USER_INPUT', reason: 'ID_REUSED' },
    });
  });

  it.each([
    [
      'a bug in a subgraph',
      new GraphQLError('Cannot read properties of undefined', {
        path: ['site'],
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'activities' },
      }),
    ],
    [
      'a thrown bug here',
      new GraphQLError('secret of the house', { originalError: new Error('secret of the house') }),
    ],
  ])('say no more of %s than that it is one', (_, error) => {
    expect(shown(error)?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(shown(error)?.message).toMatch(/系统出错/);
  });

  it('call a wrong variable bad input', () => {
    expect(shown(new GraphQLError('Variable "$id" got invalid value'))?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
    });
  });
});
