import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { FIRST_NUMBER, large, small } from './operations.ts';

/** The limit of any gateway on Node: its server reads a request, parses the body and sends a finished answer. */
const answers = new Map(
  [small, large].map(({ operationName, answer }) => [
    operationName,
    Buffer.from(JSON.stringify(answer(FIRST_NUMBER))),
  ]),
);

createServer(async (request, response) => {
  const { operationName } = JSON.parse(await text(request)) as { operationName: string };
  const body = answers.get(operationName) ?? Buffer.from('{"errors":[{"message":"unknown"}]}');
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  response.writeHead(200, headers).end(body);
}).listen(Number(process.argv[2]), '127.0.0.1');
