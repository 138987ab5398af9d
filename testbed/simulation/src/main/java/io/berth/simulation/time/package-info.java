/// Virtual time: what is due, in order, and a trace of what happened.
@NullMarked
package io.berth.simulation.time;

import org.jspecify.annotations.NullMarked;
