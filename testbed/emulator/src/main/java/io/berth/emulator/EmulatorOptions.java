package io.berth.emulator;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.emulator.vpc.VpcSettings;

/// How an emulator starts.
///
/// @param settings region, seed and the like
/// @param latency how long things take at first
/// @param throttling what the account may ask at first
/// @param ec2Port port of the EC2 API on loopback; 0 lets the system choose
/// @param controlPort port of the control API on loopback; 0 lets the system choose
public record EmulatorOptions(
    VpcSettings settings,
    LatencyProfile latency,
    Throttling throttling,
    int ec2Port,
    int controlPort) {

  /// For tests: no latency, no throttling, ports of the system's choice.
  public static final EmulatorOptions DEFAULT =
      new EmulatorOptions(VpcSettings.DEFAULT, LatencyProfile.ZERO, Throttling.NONE, 0, 0);

  public EmulatorOptions withSettings(VpcSettings newSettings) {
    return new EmulatorOptions(newSettings, latency, throttling, ec2Port, controlPort);
  }

  public EmulatorOptions withLatency(LatencyProfile newLatency) {
    return new EmulatorOptions(settings, newLatency, throttling, ec2Port, controlPort);
  }

  public EmulatorOptions withThrottling(Throttling newThrottling) {
    return new EmulatorOptions(settings, latency, newThrottling, ec2Port, controlPort);
  }

  public EmulatorOptions withPorts(int newEc2Port, int newControlPort) {
    return new EmulatorOptions(settings, latency, throttling, newEc2Port, newControlPort);
  }
}
