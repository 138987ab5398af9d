/// A VPC as a pure state machine: commands and times go in, answers and network changes come out.
///
/// [io.berth.emulator.vpc.VpcModel] is the entry. It reads no clock, starts no thread and does no
/// I/O: an HTTP server pumps it with real time, a simulation with virtual time, and one seed gives
/// one history. Rules, codes and wordings follow the EC2 API reference (2016-11-15), the VPC user
/// guide, and messages seen in logs of real agents.
@NullMarked
package io.berth.emulator.vpc;

import org.jspecify.annotations.NullMarked;
