/**
 * Stories of the live feed in one district with two gateways behind a balancer, one after the other. They kill, freeze and
 * restart its processes.
 */
import './live-loss.story.ts';
import './survival.story.ts';
import './live-late.story.ts';
import './live-supergraph.story.ts';
import './live-slow.story.ts';
import './live-sse.story.ts';
import './live-leaks.story.ts';
import './live-restart.story.ts';
