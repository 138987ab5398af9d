/// The instance metadata service, version 2: a token first, then a tree of texts that follows the
/// instance's ENIs with the model's lag.
@NullMarked
package io.berth.emulator.imds;

import org.jspecify.annotations.NullMarked;
