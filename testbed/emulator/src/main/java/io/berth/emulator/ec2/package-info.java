/// The EC2 Query API (2016-11-15) over HTTP: parameters in, XML out, every call recorded.
@NullMarked
package io.berth.emulator.ec2;

import org.jspecify.annotations.NullMarked;
