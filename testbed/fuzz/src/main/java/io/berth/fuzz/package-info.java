/// Hostile input for everything that reads bytes from outside, led by coverage (Jazzer).
@NullMarked
package io.berth.fuzz;

import org.jspecify.annotations.NullMarked;
