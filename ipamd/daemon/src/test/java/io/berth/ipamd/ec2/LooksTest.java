package io.berth.ipamd.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.SubnetSeen;
import io.berth.ipamd.config.StaticCredentials;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.SubnetCidrReservationType;
import software.amazon.awssdk.services.ec2.model.Tag;

/// What the port's looks show of a world that somebody else has made through the API: tags of
/// subnets and CIDR reservations.
class LooksTest {

  private static final String ZONE = "us-east-1a";
  private static final StaticCredentials CREDENTIALS = new StaticCredentials("id", "secret", "");

  private Emulator emulator;
  private Ec2Client person;
  private Ec2Cloud cloud;
  private VpcId vpc;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
    vpc = emulator.createVpc(Cidr.parse("10.0.0.0/16")).id();
    person =
        Ec2Client.builder()
            .endpointOverride(emulator.ec2Endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    cloud =
        new Ec2Cloud(
            new Ec2Settings(
                "us-east-1",
                emulator.ec2Endpoint(),
                CREDENTIALS,
                URI.create("http://127.0.0.1:1"),
                TimeUnit.MINUTES.toMillis(1),
                "0",
                true),
            CallObserver.NONE);
  }

  @AfterEach
  void stop() {
    cloud.close();
    person.close();
    emulator.close();
  }

  @Test
  void subnetsOfTheZone_haveTheirTags_othersAreNotShown() {
    SubnetId tagged = subnet("10.0.1.0/24", ZONE);
    SubnetId plain = subnet("10.0.2.0/24", ZONE);
    subnet("10.0.3.0/24", "us-east-1b");
    Tag role = Tag.builder().key("kubernetes.io/role/cni").value("1").build();
    person.createTags(r -> r.resources(tagged.value()).tags(role));

    CloudOutcome.Subnets seen =
        (CloudOutcome.Subnets) ask(new CloudRequest.DescribeSubnets(vpc, ZONE));

    assertEquals(
        Map.of(tagged, Map.of("kubernetes.io/role/cni", "1"), plain, Map.of()),
        seen.subnets().stream().collect(Collectors.toMap(SubnetSeen::id, SubnetSeen::tags)));
    assertEquals(251, seen.subnets().getFirst().freeAddresses());
  }

  @Test
  void reservations_areToldByTheirType() {
    SubnetId subnet = subnet("10.0.1.0/24", ZONE);
    reserve(subnet, "10.0.1.128/25", SubnetCidrReservationType.PREFIX);
    reserve(subnet, "10.0.1.64/28", SubnetCidrReservationType.EXPLICIT);

    assertEquals(
        new CloudOutcome.Reservations(
            List.of(Cidr.parse("10.0.1.128/25")), List.of(Cidr.parse("10.0.1.64/28"))),
        ask(new CloudRequest.DescribeReservations(subnet)));
  }

  private SubnetId subnet(String block, String zone) {
    return emulator.createSubnet(vpc, Cidr.parse(block), zone).id();
  }

  private void reserve(SubnetId subnet, String block, SubnetCidrReservationType type) {
    person.createSubnetCidrReservation(
        r -> r.subnetId(subnet.value()).cidr(block).reservationType(type));
  }

  private CloudOutcome ask(CloudRequest request) {
    CompletableFuture<CloudOutcome> answer = new CompletableFuture<>();
    cloud.submit(request, answer::complete);
    return answer.join();
  }
}
