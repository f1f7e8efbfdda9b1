/**
 * Stories that live side by side in one district, one after the other. What stops processes or wipes engines has a world
 * and a file of its own; attacks come last, for they lock an account.
 */
import './tap-to-wall.story.ts';
import './entities.story.ts';
import './access.story.ts';
import './bad-input.story.ts';
import './canaries.story.ts';
import './accounts.story.ts';
import '../access/row-scope.story.ts';
import './telemetry.story.ts';
import './attacks.story.ts';
