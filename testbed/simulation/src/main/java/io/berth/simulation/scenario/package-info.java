/// What was promised of the pool, played in virtual time under either policy.
@NullMarked
package io.berth.simulation.scenario;

import org.jspecify.annotations.NullMarked;
