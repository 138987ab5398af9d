/// What a node stands on, simulated: EC2 behind its port, the kernel, the disk.
@NullMarked
package io.berth.simulation.world;

import org.jspecify.annotations.NullMarked;
