package io.berth.emulator.ec2;

import io.berth.ipam.model.ConnectionTracking;

/// Reads and writes an ENI's time-outs of tracked connections.
///
/// Source of names and ranges: EC2 API reference, "ConnectionTrackingSpecificationRequest" and
/// "ConnectionTrackingConfiguration".
final class TrackingForm {

  private static final String PARAMETER = "ConnectionTrackingSpecification.";

  private TrackingForm() {}

  /// @throws RefusedException for a time-out out of its range
  static ConnectionTracking read(Parameters parameters) {
    return new ConnectionTracking(
        seconds(parameters, "TcpEstablishedTimeout", 60, 432_000),
        seconds(parameters, "UdpStreamTimeout", 60, 180),
        seconds(parameters, "UdpTimeout", 30, 60));
  }

  private static int seconds(Parameters parameters, String name, int min, int max) {
    String text = parameters.find(PARAMETER + name);
    if (text == null) {
      return 0;
    }
    int seconds = parameters.integer(PARAMETER + name, 0);
    if (seconds < min || seconds > max) {
      throw RefusedException.invalid(name, text, "Expecting a value from " + min + " to " + max);
    }
    return seconds;
  }

  /// Writes what is set; nothing when all are EC2's defaults.
  static void write(Xml xml, ConnectionTracking tracking) {
    if (!tracking.isDefault()) {
      xml.element(
          "connectionTrackingConfiguration",
          () -> {
            leaf(xml, "tcpEstablishedTimeout", tracking.tcpEstablishedSeconds());
            leaf(xml, "udpStreamTimeout", tracking.udpStreamSeconds());
            leaf(xml, "udpTimeout", tracking.udpSeconds());
          });
    }
  }

  private static void leaf(Xml xml, String name, int seconds) {
    if (seconds > 0) {
      xml.leaf(name, seconds);
    }
  }
}
