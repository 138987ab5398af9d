package io.berth.ipamd.ec2;

import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.Subnet;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudContract;
import io.berth.ipamd.config.StaticCredentials;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The adapter keeps the contract of the port, through the real SDK, against the emulated EC2.
class Ec2CloudContractTest extends CloudContract {

  /// Above what a busy machine needs for one call.
  private static final long TIMEOUT_MILLIS = 60_000;

  private static final String ZONE = "us-east-1a";

  private Emulator emulator;
  private Ec2Cloud cloud;
  private InstanceId instance;
  private SubnetId subnet;
  private SecurityGroupId group;
  private SecurityGroupId otherGroup;
  private VpcId vpc;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
    vpc = emulator.createVpc(Cidr.parse("10.0.0.0/16")).id();
    Subnet created = emulator.createSubnet(vpc, Cidr.parse("10.0.1.0/26"), ZONE);
    group = emulator.createSecurityGroup(vpc, "pods").id();
    otherGroup = emulator.createSecurityGroup(vpc, "others").id();
    Instance run = emulator.runInstance("m5.large", created.id());
    instance = run.id();
    subnet = created.id();
    cloud =
        new Ec2Cloud(
            new Ec2Settings(
                "us-east-1",
                emulator.ec2Endpoint(),
                new StaticCredentials("id", "secret", ""),
                URI.create("http://127.0.0.1:1"),
                TIMEOUT_MILLIS,
                "0",
                true),
            CallObserver.NONE);
  }

  @AfterEach
  void stop() {
    cloud.close();
    emulator.close();
  }

  @Override
  protected Cloud cloud() {
    return cloud;
  }

  @Override
  protected InstanceId instance() {
    return instance;
  }

  @Override
  protected SubnetId subnet() {
    return subnet;
  }

  @Override
  protected SecurityGroupId group() {
    return group;
  }

  @Override
  protected SecurityGroupId otherGroup() {
    return otherGroup;
  }

  @Override
  protected VpcId vpc() {
    return vpc;
  }

  @Override
  protected String zone() {
    return ZONE;
  }
}
