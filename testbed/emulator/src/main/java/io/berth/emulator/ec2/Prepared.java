package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.VpcView;

/// A request that was understood: what to ask of the model, and how to write its success.
///
/// @param command goes to the model
/// @param writer writes what stands below the root element after the request id
record Prepared(Command.Call command, Writer writer) {

  /// Writes the answer to a command that did not fail.
  @FunctionalInterface
  interface Writer {
    /// @throws RefusedException when what was asked for is not there
    void write(Xml xml, Outcome outcome, VpcView view);
  }

  /// For actions that answer only `return`.
  static Prepared plain(Command.Call command) {
    return new Prepared(command, (xml, _, _) -> xml.leaf("return", true));
  }
}
