/**
 * Stories that live side by side in one district, one after the other. What stops processes or wipes engines has a world
 * and a file of its own; attacks come last, for they lock an account, and canaries after what the databases were
 * asked, for until then MongoDB writes every question down.
 */
import './tap-to-wall.story.ts';
import './waiting-for-a-person.story.ts';
import './entities.story.ts';
import './missing.story.ts';
import './access.story.ts';
import './bad-input.story.ts';
import './accounts.story.ts';
import '../access/row-scope.story.ts';
import '../access/site-and-part.story.ts';
import './telemetry.story.ts';
import './questions.story.ts';
import './canaries.story.ts';
import './attacks.story.ts';
