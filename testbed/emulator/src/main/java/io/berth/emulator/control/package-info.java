/// The testbed's own API: HTTP on loopback with JSON, to set up, look, slow down and break things.
@NullMarked
package io.berth.emulator.control;

import org.jspecify.annotations.NullMarked;
