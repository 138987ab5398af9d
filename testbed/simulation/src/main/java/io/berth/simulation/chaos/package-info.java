/// The real core in a world in which everything goes wrong: seeds draw options, faults and crashes,
/// and every promise of the design is checked.
@NullMarked
package io.berth.simulation.chaos;

import org.jspecify.annotations.NullMarked;
