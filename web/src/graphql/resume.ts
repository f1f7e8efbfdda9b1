// One file for our pages and for other systems' programs, so it is plain JavaScript and lives beside their example.
export {
  engineOf,
  follow,
  reconnectDelayMs,
  type Ending,
  type Extensions,
} from '../../../gateway/example/resume.mjs';
