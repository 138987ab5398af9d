/// Puts a simulation together: which policy, on which node, in which weather.
@NullMarked
package io.berth.simulation.run;

import org.jspecify.annotations.NullMarked;
