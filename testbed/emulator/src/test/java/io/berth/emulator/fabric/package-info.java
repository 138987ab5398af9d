/// Tests of the emulated network on the real kernel.
@NullMarked
package io.berth.emulator.fabric;

import org.jspecify.annotations.NullMarked;
