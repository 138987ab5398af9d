package io.berth.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Aim: the policy allows what Berth calls and nothing else. Method: reads from the adapter's class
/// files which methods of the SDK's EC2 client it calls; each is named as its action.
class IamPolicyTest {

  private static final String CLIENT = "software.amazon.awssdk.services.ec2.Ec2Client";

  /// Methods of the client that are no actions.
  private static final Set<String> NOT_ACTIONS = Set.of("builder", "close", "create");

  /// Creating with tags needs the permission to tag.
  private static final String TAGGING = "ec2:CreateTags";

  @Test
  void policy_allowsExactlyWhatIsCalled() {
    Set<String> called = new TreeSet<>(Set.of(TAGGING));
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.berth.ipamd.ec2")) {
      for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
        if (call.getTargetOwner().getFullName().equals(CLIENT)
            && !NOT_ACTIONS.contains(call.getName())) {
          String name = call.getName();
          called.add("ec2:" + Character.toUpperCase(name.charAt(0)) + name.substring(1));
        }
      }
    }

    Set<String> allowed = new TreeSet<>();
    for (JsonNode statement : DeployedFiles.json("iam-policy.json").get("Statement")) {
      assertEquals("Allow", statement.get("Effect").asText());
      statement.get("Action").forEach(action -> allowed.add(action.asText()));
    }
    assertEquals(called, allowed);
  }

  @Test
  void policy_tagsOnlyWhileCreatingInterfaces() {
    for (JsonNode statement : DeployedFiles.json("iam-policy.json").get("Statement")) {
      if (statement.get("Action").toString().contains(TAGGING)) {
        assertEquals(1, statement.get("Action").size());
        assertEquals("arn:aws:ec2:*:*:network-interface/*", statement.get("Resource").asText());
        assertEquals(
            "CreateNetworkInterface",
            statement.at("/Condition/StringEquals").get("ec2:CreateAction").asText());
      }
    }
  }
}
