/// Tests of the VPC model.
@NullMarked
package io.berth.emulator.vpc;

import org.jspecify.annotations.NullMarked;
