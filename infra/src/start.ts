/** `npm start`: the whole district on this machine, until Ctrl-C. */
import { launch } from './launcher.ts';

await launch({ args: process.argv.slice(2), watch: false });
