/// Watches a simulation for broken promises. What it knows comes from outside of the daemon: from
/// what pods were told and what EC2 was asked.
@NullMarked
package io.berth.simulation.check;

import org.jspecify.annotations.NullMarked;
