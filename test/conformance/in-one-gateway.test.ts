// Stories of conformance share one gateway and its fixtures: starting them costs seconds of processor time.
import './http-audit.story.ts';
import './socket-connection.story.ts';
import './socket-messages.story.ts';
import './socket-operations.story.ts';
import './subscriptions.story.ts';
