package io.berth.ipamd.imds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalSamples;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The identity is complete or its first missing part is named. Takes away and spoils each value of
/// a service on loopback in turn.
class IdentityReaderTest {

  private static final String OF_ENI = "network/interfaces/macs/02:00:00:00:00:0a/";

  private MetadataServer server;
  private IdentityReader reader;

  @BeforeEach
  void start() throws IOException {
    server = new MetadataServer();
    reader =
        new IdentityReader(
            new MetadataClient(
                server.endpoint(), new MetadataLimits(30_000, 30_000, 1_024), System::nanoTime));
    server.values.put("instance-id", "i-0a");
    server.values.put("instance-type", "m5.large");
    server.values.put("placement/region", "eu-central-1");
    server.values.put("placement/availability-zone", "eu-central-1a");
    server.values.put("mac", "02:00:00:00:00:0a");
    server.values.put("local-ipv4", "10.0.1.10");
    server.values.put(OF_ENI + "vpc-id", "vpc-0a");
    server.values.put(OF_ENI + "interface-id", "eni-0a");
    server.values.put(OF_ENI + "subnet-id", "subnet-0a");
    server.values.put(OF_ENI + "security-group-ids", "sg-0a\nsg-0b");
    server.values.put(OF_ENI + "vpc-ipv4-cidr-blocks", "10.0.0.0/16\n100.64.0.0/16\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void completeService_read_isTheIdentity() {
    assertEquals(new IdentityReading.Known(JournalSamples.IDENTITY), reader.read());
  }

  @Test
  void eachValueMissing_read_isNamed() {
    for (String path : List.copyOf(server.values.keySet())) {
      TreeMap<String, String> all = new TreeMap<>(server.values);
      server.values.remove(path);

      assertEquals(
          new IdentityReading.Unknown("metadata service, " + path + ": there is no such value"),
          reader.read());
      server.values.putAll(all);
    }
  }

  @Test
  void eachValueEmpty_read_isNamed() {
    for (String path : List.copyOf(server.values.keySet())) {
      TreeMap<String, String> all = new TreeMap<>(server.values);
      server.values.put(path, "\n");

      assertEquals(
          new IdentityReading.Unknown("metadata service, " + path + ": the value is empty"),
          reader.read());
      server.values.putAll(all);
    }
  }

  @Test
  void spoiltValues_read_areNamed() {
    for (String path : List.of("mac", "local-ipv4", OF_ENI + "vpc-ipv4-cidr-blocks")) {
      TreeMap<String, String> all = new TreeMap<>(server.values);
      server.values.put(path, "nonsense");

      String sentence = assertInstanceOf(IdentityReading.Unknown.class, reader.read()).sentence();

      assertTrue(
          sentence.startsWith("metadata service, " + path + ": ") && sentence.contains("nonsense"),
          sentence);
      server.values.putAll(all);
    }
  }
}
